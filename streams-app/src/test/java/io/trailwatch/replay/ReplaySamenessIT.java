package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.cli.TrailwatchRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same bytes whatever the number of threads and partitions, and on a broker of somebody else. */
class ReplaySamenessIT {
    private static EmbeddedBroker cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        cluster = EmbeddedBroker.start(BrokerSettings.temporary());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private void assertSame(TrailwatchRun run) throws IOException {
        assertThat(folder.resolve("s.csv")).as(run.err()).isRegularFile();
        Golden.assertSame("sts", "csv", Files.readAllBytes(folder.resolve("s.csv")));
        Golden.assertSame("sts", "jsonl", Files.readAllBytes(folder.resolve("s.jsonl")));
    }

    private TrailwatchRun onCluster(String... more) {
        String[] common = {
            "-o", folder.resolve("s").toString(), "-t", "5", "-C", "--bootstrap-servers", cluster.bootstrapServers()
        };
        String[] all = java.util.Arrays.copyOf(common, common.length + more.length);
        System.arraycopy(more, 0, all, common.length, more.length);
        return Golden.replay("sts", all);
    }

    private static Set<String> topics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            return admin.listTopics().names().get(60, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "8,1", "1,12", "8,12"})
    void anyNumberOfThreadsAndPartitionsOnACluster(int threads, int partitions) throws Exception {
        TrailwatchRun run =
                onCluster("--threads", Integer.toString(threads), "--partitions", Integer.toString(partitions));
        assertSame(run);
        assertThat(topics()).noneMatch(name -> name.startsWith("cloudtrail.replay."));
    }

    @Test
    void eightThreadsOnTheEmbeddedBroker() throws IOException {
        assertSame(Golden.replay("sts", "-o", folder.resolve("s").toString(), "-t", "5", "--threads", "8"));
    }

    @Test
    void whatAFeedGaveUpDoesNotCount() throws Exception {
        assertSame(onCluster("--topic", "given-up"));
        Map<String, Object> producing =
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "transactional.id", "dies", "batch.size", 0);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(
                    new ProducerRecord<>("given-up", Trails.record("alice", 1).getBytes(StandardCharsets.UTF_8)));
            producer.flush();
            producer.abortTransaction();
        }
        assertSame(onCluster("--topic", "given-up"));
    }

    @Test
    void topicThatIsKeptHoldsEachRecordOnceHoweverOftenItIsReplayed() throws Exception {
        assertSame(onCluster("--topic", "kept"));
        assertSame(onCluster("--topic", "kept"));
        assertThat(topics()).contains("kept");
    }
}
