package io.trailwatch.summary.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.replay.TopicEnd;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.RecordOutcome;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.topology.StreamsSettings;
import io.trailwatch.topology.SummaryStreams;
import io.trailwatch.topology.TopologySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store owes to Kafka Streams' commit, on a real broker. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class StoreContractIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
        broker.createTopics(2, null);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    static StreamsSettings settings(String bootstrap, String application, Path state) {
        return StreamsSettings.serve(
                        bootstrap, application, state, 1, Map.of("producer.transaction.timeout.ms", "10000"))
                .withCommitInterval(Duration.ofMillis(100));
    }

    static TopologySettings topology() {
        return TopologySettings.serve(Duration.ofDays(1), Duration.ofHours(1), StoreSettings.FOR_EVER, 600_000);
    }

    private static SummaryStreams open(String application, Path state) {
        return SummaryStreams.start(settings(broker.bootstrapServers(), application, state), topology());
    }

    private static Map<Integer, Long> end(EmbeddedBroker of) throws Exception {
        return TopicEnd.of(Map.of("bootstrap.servers", of.bootstrapServers()), Topics.RECORDS);
    }

    private static void check(SummaryStreams streams, Trail trail) {
        Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> streams.ready() && streams.rows() != null);
        assertThat(Contents.of(streams.rows(), TimeRange.ALL))
                .hasToString(trail.expected().toString());
        RecordCounts counts = streams.counts();
        assertThat(counts.inSummaries()).isEqualTo(trail.made());
        assertThat(counts.total()).isEqualTo(trail.made());
        assertThat(counts.of(RecordOutcome.TEMPORARY_KEY)).isEqualTo((trail.made() + 9) / 10);
    }

    private void kill(String application, Path state, long afterMessages) throws Exception {
        Path log = folder.resolve("killed-" + afterMessages + ".log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledInstance.class.getName(),
                        broker.bootstrapServers(),
                        application,
                        state.toString(),
                        Long.toString(afterMessages)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(137);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void killedAndWipedItComesBackExact() throws Exception {
        Trail trail = new Trail();
        AtomicBoolean more = new AtomicBoolean(true);
        Path state = folder.resolve("state");
        try (KafkaProducer<byte[], byte[]> producer = Trail.producer(broker.bootstrapServers())) {
            Thread feed = new Thread(() -> {
                while (more.get()) {
                    trail.send(producer, 50);
                    Utils.sleep(20);
                }
            });
            feed.start();
            try {
                kill("contract", state, 2_000);
                Utils.delete(state.toFile());
                kill("contract", state, 5_000);
            } finally {
                more.set(false);
                feed.join();
            }
        }
        Map<Integer, Long> end = end(broker);

        try (SummaryStreams streams = open("contract", state)) {
            streams.awaitProcessed(end);
            check(streams, trail);
        }
        Utils.delete(state.toFile());
        try (SummaryStreams streams = open("contract", state)) {
            check(streams, trail);
            assertThat(streams.processed())
                    .as("nothing but the changelog was read")
                    .isEmpty();
        }
        try (SummaryStreams streams = open("contract", state)) {
            check(streams, trail);
            assertThat(streams.processed()).as("a clean restart reads nothing").isEmpty();
        }
        checkChangelog("contract-summary-changelog");
    }

    /** Old windows are dropped by how long ago they were written, not by the records' own time. */
    private void checkChangelog(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
            assertThat(config.get("cleanup.policy").value()).contains("compact", "delete");
            assertThat(Long.parseLong(config.get("retention.ms").value()))
                    .isGreaterThan(StoreSettings.FOR_EVER.toMillis());
        }
    }

    @Test
    void aReplayReadsTheTopicOnceFromItsStart() throws Exception {
        Trail trail = new Trail();
        EmbeddedBroker own = EmbeddedBroker.start(BrokerSettings.temporary());
        try (own;
                KafkaProducer<byte[], byte[]> producer = Trail.producer(own.bootstrapServers())) {
            own.createTopics(2, null);
            for (int run = 0; run < 2; run++) {
                trail.send(producer, 500);
                Map<Integer, Long> end = end(own);
                Path state = folder.resolve("replay" + run);
                try (SummaryStreams streams = SummaryStreams.start(
                        StreamsSettings.replay(own.bootstrapServers(), "replay" + run, state, 2, Map.of()),
                        TopologySettings.replay(run == 0 ? TopologySettings.HEAP_BYTES : 300_000))) {
                    streams.awaitProcessed(end);
                    check(streams, trail);
                }
            }
        }
    }
}
