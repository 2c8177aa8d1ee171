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
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
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
        try (KafkaProducer<byte[], byte[]> producer = producer("test")) {
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

    private static KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", transactionalId),
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
            numbers.add(number(line));
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

    /** Topics of their own, of one partition. */
    private static TopicReading topic(String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
        return new TopicReading(broker.bootstrapServers(), Map.of(), name);
    }

    private static void transactions(String topic, IntFunction<String> committed, int count, int aborted) {
        try (KafkaProducer<byte[], byte[]> producer = producer(topic)) {
            producer.initTransactions();
            for (int i = 0; i < count; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, committed.apply(i).getBytes(UTF_8)));
                producer.commitTransaction();
            }
            for (int i = 0; i < aborted; i += 1000) {
                producer.beginTransaction();
                for (int j = 0; j < 1000; j++) {
                    producer.send(new ProducerRecord<>(
                            topic, event(1, i + j, "Aborted").getBytes(UTF_8)));
                }
                producer.flush();
                producer.abortTransaction();
            }
        }
    }

    private static List<Integer> newestFirst(int count) {
        return IntStream.rangeClosed(1, count).map(i -> count - i).boxed().toList();
    }

    /** Pages until the search is whole; each is asked with what {@code query} makes of the position. */
    private static int pages(TopicReading topic, Function<EventsPosition, EventsQuery> query, List<Integer> numbers)
            throws IOException {
        Events own = new TopicEvents(topic);
        EventsPosition position = null;
        int pages = 0;
        do {
            Events.Outcome outcome = own.find(
                    query.apply(position),
                    (array, offset, length) -> numbers.add(number(new String(array, offset, length, UTF_8))));
            position = outcome.next();
            pages++;
            assertThat(pages).as("a search that gets on").isLessThan(1000);
        } while (position != null);
        return pages;
    }

    private static int number(String line) {
        return Integer.parseInt(line.replaceAll(".*\"number\":(\\d+)}", "$1"));
    }

    @Test
    void marksOfTransactionsAndWhatWasGivenUpAtTheEndArePassedOver() throws Exception {
        TopicReading topic = topic("marks");
        transactions("marks", i -> event(1, i, "Kept"), 40, 6000);

        List<Integer> found = new ArrayList<>();
        assertThat(pages(topic, from -> query(Map.of(), TimeRange.ALL, from, 1000), found))
                .isEqualTo(1);
        assertThat(found).isEqualTo(newestFirst(40));

        found.clear();
        assertThat(pages(topic, from -> query(Map.of(), TimeRange.ALL, from, 7), found))
                .isEqualTo(6);
        assertThat(found).isEqualTo(newestFirst(40));
    }

    @Test
    void aSearchWithoutTimeSaysThatItWasCutAndStillGetsOn() throws Exception {
        TopicReading topic = topic("cut");
        transactions("cut", i -> event(1, i, "Kept"), 40, 3000);

        List<Integer> found = new ArrayList<>();
        int pages = pages(topic, from -> new EventsQuery(Map.of(), TimeRange.ALL, from, 1000, MUCH, 0), found);

        assertThat(found).isEqualTo(newestFirst(40));
        assertThat(pages).as("the end alone has many pieces without a message").isGreaterThan(5);
    }

    @Test
    void anEmptyTopicIsWholeAtOnce() throws Exception {
        List<Integer> found = new ArrayList<>();
        assertThat(pages(topic("empty"), from -> query(Map.of(), TimeRange.ALL, from, 10), found))
                .isEqualTo(1);
        TopicReading given = topic("given-up");
        transactions("given-up", i -> "", 0, 1000);
        assertThat(pages(given, from -> query(Map.of(), TimeRange.ALL, from, 10), found))
                .isEqualTo(1);
        assertThat(found).isEmpty();
    }

    @Test
    void whatIsDeletedWhileItIsReadIsPassedOver() throws Exception {
        TopicReading topic = topic("deleted");
        transactions("deleted", i -> event(1, i, "Kept"), 200, 0);
        Events own = new TopicEvents(topic);
        List<Integer> found = new ArrayList<>();

        Events.Outcome page = own.find(
                query(Map.of(), TimeRange.ALL, null, 20),
                (array, offset, length) -> found.add(number(new String(array, offset, length, UTF_8))));
        // A message and a mark each: what is left of the deleted ones are numbers 150 and up.
        delete("deleted", 300);
        own.find(
                query(Map.of(), TimeRange.ALL, page.next(), 1000),
                (array, offset, length) -> found.add(number(new String(array, offset, length, UTF_8))));
        assertThat(found).isEqualTo(newestFirst(200).subList(0, 50));

        found.clear();
        Events.Outcome last = own.find(query(Map.of(), TimeRange.ALL, null, 1000), (array, offset, length) -> {
            found.add(number(new String(array, offset, length, UTF_8)));
            if (found.size() == 1) {
                delete("deleted", 399);
            }
        });
        assertThat(last.next()).isNull();
        assertThat(found).startsWith(199).isEqualTo(newestFirst(200).subList(0, found.size()));

        found.clear();
        assertThat(pages(topic, from -> query(Map.of(), TimeRange.ALL, page.next(), 1000), found))
                .as("a cursor to what was deleted")
                .isEqualTo(1);
        assertThat(found).isEmpty();
    }

    private static void delete(String topic, long before) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void largeMessagesBehindSmallOnesAreReadOnceEach() throws Exception {
        TopicReading topic = topic("large");
        String large = "x".repeat(700_000);
        transactions(
                "large",
                i -> i < 30
                        ? event(1, i, "Kept").replace("\"userAgent\":", "\"large\":\"" + large + "\",\"userAgent\":")
                        : event(1, i, "Kept"),
                230,
                0);
        List<Integer> found = new ArrayList<>();
        assertThat(pages(topic, from -> query(Map.of(), TimeRange.ALL, from, 1000), found))
                .isEqualTo(1);
        assertThat(found).isEqualTo(newestFirst(230));
    }

    @Test
    void changesTellOfWhatComesFromNowOn() {
        try (Changes changes = TopicChanges.open(reading);
                KafkaProducer<byte[], byte[]> producer = producer("changes")) {
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
