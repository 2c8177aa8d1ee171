package io.trailwatch.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.ingest.record.EventField;
import io.trailwatch.summary.TimeRange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Raw records off a real topic: committed ones only, the newest first, page after page. */
class TopicEventsIT {
    private static final int USERS = 7;
    private static final int RECORDS = 600;
    private static final long MUCH = 1L << 30;
    private static final long LONG = 60_000;

    private static EmbeddedBroker broker;
    private static TopicReading reading;
    private static Events events;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
        broker.createTopics(3, null);
        reading = new TopicReading(broker.bootstrapServers(), Map.of(), Topics.RECORDS);
        events = new TopicEvents(reading);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < RECORDS; i++) {
                if (i % 100 == 50) {
                    producer.commitTransaction();
                    producer.beginTransaction();
                    send(producer, "arn:aws:iam::1:user/u1", event(1, 100_000 + i, "Aborted"));
                    producer.abortTransaction();
                    producer.beginTransaction();
                }
                int user = i % USERS;
                String one = event(user, i, i % 3 == 0 ? "GetObject" : "ListBuckets");
                String value =
                        i % 5 == 0 ? "{\"Records\":[" + one + ",\n" + event(user, i + 5_000, "Second") + "]}" : one;
                send(producer, "arn:aws:iam::1:user/u" + user, value);
            }
            send(producer, "arn:aws:iam::1:user/u1", "not JSON");
            producer.send(new ProducerRecord<>(Topics.RECORDS, 0, null, new byte[0]));
            producer.commitTransaction();
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "test"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String arn, String value) {
        producer.send(new ProducerRecord<>(Topics.RECORDS, arn.getBytes(UTF_8), value.getBytes(UTF_8)));
    }

    private static String event(int user, int number, String api) {
        String time = Instant.parse("2024-03-05T00:00:00Z").plusSeconds(number).toString();
        return "{\"eventTime\":\"" + time + "\",\n\"eventName\":\"" + api + "\",\"userAgent\":\"agent " + number % 4
                + "\",\"sourceIPAddress\":\"192.0.2." + number % 9
                + "\",\"userIdentity\":{\"arn\":\"arn:aws:iam::1:user/u" + user + "\"},\"number\":" + number + "}";
    }

    private static EventsQuery query(Map<EventField, String> equal, TimeRange range, EventsPosition from, int limit) {
        return new EventsQuery(equal, range, from, limit, MUCH, LONG);
    }

    private static Events.Outcome find(EventsQuery query, List<Integer> numbers) throws IOException {
        return events.find(query, (array, offset, length) -> {
            String line = new String(array, offset, length, UTF_8);
            assertThat(line).doesNotContain("\n");
            numbers.add(Integer.parseInt(line.replaceAll(".*\"number\":(\\d+)}", "$1")));
        });
    }

    private static List<Integer> all() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            all.add(i);
            if (i % 5 == 0) {
                all.add(i + 5_000);
            }
        }
        return all;
    }

    @Test
    void findsEveryCommittedRecordOnce() throws IOException {
        List<Integer> found = new ArrayList<>();
        Events.Outcome outcome = find(query(Map.of(), TimeRange.ALL, null, 10_000), found);
        assertThat(outcome.next()).isNull();
        assertThat(outcome.records()).isEqualTo(found.size());
        assertThat(found).containsExactlyInAnyOrderElementsOf(all());
    }

    @Test
    void aUsersRecordsComeNewestFirst() throws IOException {
        List<Integer> found = new ArrayList<>();
        Events.Outcome outcome =
                find(query(Map.of(EventField.USER_ARN, "arn:aws:iam::1:user/u3"), TimeRange.ALL, null, 10_000), found);
        List<Integer> expected = all().stream()
                .filter(n -> n % 5_000 % USERS == 3)
                .sorted(Comparator.<Integer>comparingInt(n -> n % 5_000)
                        .thenComparingInt(n -> n)
                        .reversed())
                .toList();
        assertThat(found).isEqualTo(expected);
        assertThat(outcome.next()).isNull();
    }

    @Test
    void filtersByFieldsAndTime() throws IOException {
        List<Integer> found = new ArrayList<>();
        long start = Instant.parse("2024-03-05T00:00:00Z").toEpochMilli();
        find(
                query(
                        Map.of(EventField.EVENT_NAME, "GetObject", EventField.SOURCE_IP, "192.0.2.3"),
                        new TimeRange(start + 100_000, start + 300_000),
                        null,
                        10_000),
                found);
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(all().stream()
                        .filter(n -> n >= 100 && n <= 300 && n % 3 == 0 && n % 9 == 3)
                        .toList());
        List<Integer> none = new ArrayList<>();
        find(query(Map.of(EventField.EVENT_NAME, "Aborted"), TimeRange.ALL, null, 10), none);
        find(query(Map.of(), new TimeRange(Long.MIN_VALUE, 0), null, 10), none);
        find(query(Map.of(EventField.USER_ARN, "arn:aws:iam::1:user/nobody"), TimeRange.ALL, null, 10), none);
        assertThat(none).isEmpty();
    }

    @Test
    void pagesHoldEveryRecordOnceInTheSameOrder() throws IOException {
        List<Integer> whole = new ArrayList<>();
        find(query(Map.of(), TimeRange.ALL, null, 10_000), whole);
        for (int limit : new int[] {37, 250}) {
            List<Integer> paged = new ArrayList<>();
            EventsPosition position = null;
            do {
                Events.Outcome outcome = find(query(Map.of(), TimeRange.ALL, position, limit), paged);
                assertThat(outcome.records()).isLessThanOrEqualTo(limit);
                position = outcome.next() == null
                        ? null
                        : EventsPosition.of(outcome.next().cursor());
            } while (position != null);
            assertThat(paged).as("pages of " + limit).isEqualTo(whole);
        }
    }

    @Test
    void aSearchThatMayReadLittleGoesOnWhereItStopped() throws IOException {
        List<Integer> found = new ArrayList<>();
        EventsPosition position = null;
        int searches = 0;
        do {
            EventsQuery little = new EventsQuery(
                    Map.of(EventField.USER_AGENT, "agent 2"), TimeRange.ALL, position, 10_000, 20_000, LONG);
            Events.Outcome outcome = find(little, found);
            position = outcome.next();
            searches++;
        } while (position != null);
        assertThat(searches).isGreaterThan(2);
        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        all().stream().filter(n -> n % 4 == 2).toList());
    }

    @Test
    void changesTellOfWhatComesFromNowOn() {
        try (Changes changes = TopicChanges.open(reading);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "changes"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, "arn:aws:iam::1:user/aborted", "{}");
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, "arn:aws:iam::1:user/new", "not JSON: no other test counts it");
            producer.commitTransaction();
            List<String> seen = new ArrayList<>();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                changes.poll(Duration.ofMillis(100)).forEach(change -> seen.add(change.arn()));
                return !seen.isEmpty();
            });
            assertThat(seen).containsExactly("arn:aws:iam::1:user/new");
        }
    }
}
