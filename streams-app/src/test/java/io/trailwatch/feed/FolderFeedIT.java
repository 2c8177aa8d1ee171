package io.trailwatch.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.ingest.archive.Archive;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.feed.FeedCounters;
import io.trailwatch.ingest.feed.FeedReport;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.FolderFeed;
import io.trailwatch.ingest.feed.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFeedIT {
    private static final int TINY = 5000;

    @TempDir
    private Path temp;

    private EmbeddedBroker broker;
    private final List<String> expected = new ArrayList<>();

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
        broker.createTopics(4, null);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private FeedReport feed(int threads, boolean resumable) throws Exception {
        FeedSettings settings = FeedSettings.of(broker.bootstrapServers(), temp.toString())
                .withThreads(threads)
                .withResumable(resumable);
        return new FolderFeed(new FolderOfFiles(temp, 0), settings).run();
    }

    private void makeTinyFiles() throws IOException {
        for (int folder = 0; folder < 10; folder++) {
            Path day = Files.createDirectories(temp.resolve("2024/03/" + folder));
            for (int i = 0; i < TINY / 10; i++) {
                String id = folder + "-" + i + "-";
                Files.write(day.resolve(i + ".json.gz"), FolderOfFiles.gzip(FolderOfFiles.lines(id, 0, 3)));
                expected.addAll(List.of(id + 0, id + 1, id + 2));
            }
        }
    }

    @Test
    void manyTinyFilesResumably() throws Exception {
        makeTinyFiles();

        FeedCounters counters = feed(4, true).counters();
        assertThat(counters.readFiles()).isEqualTo(TINY);
        assertThat(counters.records()).isEqualTo(expected.size());
        assertThat(counters.unattributed()).isEqualTo(TINY);
        assertThat(counters.messages())
                .as("records of many files share messages")
                .isLessThan(TINY / 4);

        FeedCounters again = feed(1, true).counters();
        assertThat(again.knownFiles()).isEqualTo(TINY);
        assertThat(again.knownRecords()).isEqualTo(expected.size());
        assertThat(again.records()).isZero();
        Committed.assertEachOnce(broker.bootstrapServers(), Topics.RECORDS, expected);
    }

    @Test
    void intoATemporaryBrokerWithoutTransactions() throws Exception {
        makeTinyFiles();
        Files.writeString(temp.resolve("bad.jsonl"), "no JSON\n" + FolderOfFiles.event("good", "a"));
        expected.add("good");

        FeedReport report = feed(2, false);
        assertThat(report.counters().readFiles()).isEqualTo(TINY + 1);
        assertThat(report.counters().rejected()).isOne();
        Committed.assertEachOnce(broker.bootstrapServers(), Topics.RECORDS, expected);
        assertThat(Committed.messages(broker.bootstrapServers(), Topics.QUARANTINE))
                .hasSize(1);
        assertThat(Committed.messages(broker.bootstrapServers(), Topics.PROGRESS))
                .isEmpty();
        assertThat(report.produced().values().stream().mapToLong(n -> n).sum())
                .isEqualTo(report.counters().messages());
    }

    @Test
    void recordsOfCloudTrailsLargestSizePass() throws Exception {
        String large = FolderOfFiles.event("large", "a").replace("\"X\"", "\"" + "x".repeat(15 * 1024 * 1024) + "\"");
        String tooLarge =
                FolderOfFiles.event("tooLarge", "a").replace("\"X\"", "\"" + "x".repeat(17 * 1024 * 1024) + "\"");
        Files.writeString(temp.resolve("a.jsonl"), large + "\n" + tooLarge + "\n" + FolderOfFiles.event("small", "a"));
        expected.addAll(List.of("large", "small"));

        FeedCounters counters = feed(1, true).counters();
        assertThat(counters.records()).isEqualTo(2);
        assertThat(counters.rejected()).isOne();
        Committed.assertEachOnce(broker.bootstrapServers(), Topics.RECORDS, expected);
        assertThat(Committed.messages(broker.bootstrapServers(), Topics.QUARANTINE))
                .hasSize(1);
    }

    @Test
    void anotherFeedsOpenTransactionHidesNothing() throws Exception {
        Files.writeString(temp.resolve("a.jsonl"), FolderOfFiles.lines("a", 0, 10));
        for (int i = 0; i < 10; i++) {
            expected.add("a" + i);
        }
        try (KafkaProducer<byte[], byte[]> other = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "transactional.id",
                        "other-0",
                        "transaction.timeout.ms",
                        600_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            other.initTransactions();
            // Opened when the feed lists its files: behind what it knows, and before what it commits.
            Archive archive = opening(other);
            FeedSettings settings = FeedSettings.of(broker.bootstrapServers(), temp.toString());
            assertThat(new FolderFeed(archive, settings).run().counters().records())
                    .isEqualTo(10);

            FutureTask<FeedReport> again = new FutureTask<>(() -> feed(1, true));
            new Thread(again, "again").start();
            assertThatThrownBy(() -> again.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            other.commitTransaction();
            assertThat(again.get(60, TimeUnit.SECONDS).counters().knownRecords())
                    .isEqualTo(10);
        }
        Committed.assertEachOnce(broker.bootstrapServers(), Topics.RECORDS, expected);
    }

    private Archive opening(KafkaProducer<byte[], byte[]> other) {
        FolderOfFiles files = new FolderOfFiles(temp, 0);
        return new Archive() {
            @Override
            public Stream<TrailObject> objects() throws IOException {
                other.beginTransaction();
                other.send(new ProducerRecord<>(Topics.PROGRESS, new byte[] {1}, new byte[] {2}));
                other.flush();
                return files.objects();
            }

            @Override
            public String location() {
                return files.location();
            }
        };
    }
}
