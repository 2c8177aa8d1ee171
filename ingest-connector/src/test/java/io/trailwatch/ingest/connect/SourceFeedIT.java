package io.trailwatch.ingest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.ingest.archive.s3.FakeS3;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source in one process, beside others that follow the same or something else. */
class SourceFeedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ConnectHarness harness;
    private final List<String> expected = new ArrayList<>();
    private final String today = Instant.now().toString().substring(0, 10).replace('-', '/');
    private FakeS3 s3;

    @BeforeAll
    static void start() {
        harness = new ConnectHarness();
    }

    @AfterAll
    static void stop() {
        if (harness != null) {
            harness.close();
        }
    }

    @BeforeEach
    void bucket() throws IOException {
        s3 = new FakeS3();
    }

    @AfterEach
    void noBucket() {
        s3.close();
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i++) {
            String record =
                    "{\"eventTime\":\"2024-03-05T00:00:00Z\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"E" + i
                            + "\",\"userIdentity\":{\"arn\":\"arn:aws:iam::1:user/u\"}}";
            expected.add("arn:aws:iam::1:user/u\t" + record);
            String key = "AWSLogs/1/CloudTrail/us-east-1/" + today + "/" + i + ".json";
            s3.put(key, record.getBytes(StandardCharsets.UTF_8), Instant.now());
        }
    }

    private Map<String, String> source() {
        Map<String, String> source = new HashMap<>(harness.aws());
        source.put(ConnectorSettings.SOURCE, "s3");
        source.put(ConnectorSettings.S3_BUCKET, "b");
        source.put(ConnectorSettings.S3_ENDPOINT, s3.uri().toString());
        source.put(ConnectorSettings.POLL_INTERVAL, "PT0.2S");
        return source;
    }

    private static FeedSettings feed(String topic) {
        harness.connect.kafka().createTopic(topic, 2);
        harness.connect.kafka().createTopic(topic + ".quarantine", 1);
        harness.connect.kafka().createTopic(topic + ".feed", 1, 1, Map.of("cleanup.policy", "compact"));
        return FeedSettings.of(harness.connect.kafka().bootstrapServers(), "s3://b/")
                .withTopics(Topics.of(topic))
                .withMaxMessageBytes(1_000_000)
                .withCommitInterval(Duration.ofMillis(100))
                .withId(topic);
    }

    @Test
    void twoThatFollowTheSameShutEachOtherOutAndNoRecordComesTwice() throws Exception {
        put(0, 300);
        s3.delay(Duration.ofMillis(5));
        FeedSettings feed = feed("twice");
        try (SourceFeed older = SourceFeed.start(source(), feed)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> harness.committed("twice").size() > 0);
            try (SourceFeed newer = SourceFeed.start(source(), feed)) {
                Awaitility.await().atMost(PATIENCE).until(newer::caughtUp);
                put(300, 310);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> older.trouble() != null
                                && older.trouble().startsWith("another instance has begun to follow the same"));
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> harness.unpacked("twice").size() >= expected.size());
                assertThat(newer.trouble()).isNull();
            }
        }
        assertThat(harness.unpacked("twice")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void anotherFeedsOpenTransactionHidesNothingOfWhatWasRead() throws Exception {
        put(0, 20);
        FeedSettings feed = feed("beside");
        try (KafkaProducer<byte[], byte[]> other = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        harness.connect.kafka().bootstrapServers(),
                        "transactional.id",
                        "other-0",
                        "transaction.timeout.ms",
                        600_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            other.initTransactions();
            try (SourceFeed first = SourceFeed.start(source(), feed)) {
                Awaitility.await().atMost(PATIENCE).until(first::caughtUp);
                // Behind what the first one knows, and before what it commits from now on.
                other.beginTransaction();
                other.send(new ProducerRecord<>("beside.feed", new byte[] {1}, new byte[] {2}))
                        .get();
                put(20, 40);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> harness.unpacked("beside").size() == expected.size());
            }
            try (SourceFeed second = SourceFeed.start(source(), feed)) {
                Awaitility.await()
                        .during(Duration.ofSeconds(2))
                        .atMost(PATIENCE)
                        .until(() -> !second.caughtUp());
                other.commitTransaction();
                Awaitility.await().atMost(PATIENCE).until(second::caughtUp);
                assertThat(second.metrics().get("records")).isZero();
            }
        }
        assertThat(harness.unpacked("beside")).containsExactlyInAnyOrderElementsOf(expected);
    }
}
