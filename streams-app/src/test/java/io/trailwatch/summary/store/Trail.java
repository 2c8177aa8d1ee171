package io.trailwatch.summary.store;

import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.ingest.record.EventField;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Made-up events from 2019 on, no two at the same time, some of them several to a message. */
final class Trail {
    private static final Instant START = Instant.parse("2019-01-01T00:00:00Z");
    private static final int USERS = 23;

    private final Contents expected = new Contents();
    private int made;

    Contents expected() {
        return expected;
    }

    int made() {
        return made;
    }

    private RecordStub event(int user) {
        int i = made++;
        RecordStub record = RecordStub.of(
                        "arn:aws:iam::1:user/u" + user,
                        START.plus(Duration.ofMinutes(97L * i)).toString())
                .with(EventField.EVENT_NAME, "Call" + i % 31)
                .with(EventField.SOURCE_IP, "192.0.2." + i % 200)
                .with(EventField.USER_AGENT, "agent " + i % 301)
                .with(EventField.USER_TYPE, i % 2 == 0 ? "IAMUser" : "AssumedRole");
        if (i % 10 == 0) {
            record.with(EventField.ACCESS_KEY_ID, "ASIA" + i % 3);
        }
        if (i % 7 == 0) {
            record.with(EventField.ERROR_CODE, "AccessDenied");
        }
        expected.add(record, 0, 0);
        return record;
    }

    /** Sends so many messages, with one to ten events in each. */
    void send(KafkaProducer<byte[], byte[]> producer, int messages) {
        for (int m = 0; m < messages; m++) {
            int user = made % USERS;
            List<RecordStub> events = new ArrayList<>();
            for (int i = 0; i <= m % 10; i++) {
                events.add(event(user));
            }
            String value = events.size() == 1
                    ? json(events.get(0))
                    : events.stream().map(Trail::json).collect(Collectors.joining(",", "{\"Records\":[", "]}"));
            producer.send(new ProducerRecord<>(
                    Topics.RECORDS,
                    events.get(0).text(EventField.USER_ARN).getBytes(StandardCharsets.UTF_8),
                    value.getBytes(StandardCharsets.UTF_8)));
        }
        producer.flush();
    }

    static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static String json(RecordStub record) {
        String identity = members(record, "userIdentity.");
        String rest = members(record, "");
        return "{" + rest + ",\"userIdentity\":{" + identity + "}}";
    }

    private static String members(RecordStub record, String under) {
        List<String> members = new ArrayList<>();
        for (EventField field : EventField.values()) {
            boolean below = field.path().startsWith("userIdentity.");
            if (record.present(field) && below == !under.isEmpty()) {
                members.add("\"" + field.path().substring(under.length()) + "\":\"" + record.text(field) + "\"");
            }
        }
        return String.join(",", members);
    }
}
