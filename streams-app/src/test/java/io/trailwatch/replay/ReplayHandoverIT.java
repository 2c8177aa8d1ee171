package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.summary.RecordOutcome;
import io.trailwatch.topology.TopologySettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition that moves from one stream thread to another in the middle of a replay loses nothing and counts nothing twice. */
class ReplayHandoverIT {
    private static final int PARTITIONS = 4;
    private static final int USERS = 40;
    private static final int EACH = 2000;

    @TempDir
    Path folder;

    @Test
    void countsStayExact() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            broker.createTopics(PARTITIONS, null);
            Map<String, String> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (ReplayStreams streams = ReplayStreams.start(
                    clients, Topics.STANDARD, TopologySettings.replay(8 << 20), 1, "handover", folder)) {
                CompletableFuture<Void> producing = CompletableFuture.runAsync(() -> produce(clients));
                for (int threads = 2; threads <= PARTITIONS; threads++) {
                    int at = threads;
                    streams.streams.addStreamThread();
                    await().atMost(Duration.ofSeconds(60)).until(() -> spread(streams.streams, at));
                }
                producing.get(60, TimeUnit.SECONDS);
                awaitTaken(streams, clients);
                await().atMost(Duration.ofSeconds(60)).until(() -> streams.ready(PARTITIONS));
                assertThat(streams.counts().of(RecordOutcome.SUMMARISED)).isEqualTo((long) EACH * USERS);
                for (int user = 0; user < USERS; user++) {
                    long[] events = {0, 0};
                    byte[] arn = arn(user).getBytes(StandardCharsets.UTF_8);
                    streams.rows().headers(arn, io.trailwatch.summary.TimeRange.ALL, h -> events[0] += h.events());
                    streams.rows().rows(arn, io.trailwatch.summary.TimeRange.ALL, row -> {
                        if (row.field() == io.trailwatch.summary.RowField.REGION) {
                            events[1] += row.count();
                        }
                    });
                    assertThat(events).as(arn(user)).containsExactly(EACH, EACH);
                }
            }
        }
    }

    private static boolean spread(KafkaStreams streams, int threads) {
        return streams.state() == KafkaStreams.State.RUNNING
                && streams.metadataForLocalThreads().stream()
                                .filter(thread -> !thread.activeTasks().isEmpty())
                                .count()
                        == threads;
    }

    private static void awaitTaken(ReplayStreams streams, Map<String, String> clients) throws Exception {
        streams.progress().reached(TopicEnd.of(clients, Topics.RECORDS)).get(60, TimeUnit.SECONDS);
    }

    private static String arn(int user) {
        return "arn:aws:iam::123456789012:user/u" + user;
    }

    private static void produce(Map<String, String> clients) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                new java.util.HashMap<String, Object>(clients), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < EACH; i++) {
                for (int user = 0; user < USERS; user++) {
                    String arn = arn(user);
                    String record = """
                            {"userIdentity":{"type":"IAMUser","arn":"%s"},"eventTime":"2024-03-05T06:00:00Z","awsRegion":"r"}""".formatted(arn);
                    producer.send(new ProducerRecord<>(
                            Topics.RECORDS,
                            arn.getBytes(StandardCharsets.UTF_8),
                            record.getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
    }
}
