package io.trailwatch.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.ingest.feed.FeedReport;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.FolderFeed;
import io.trailwatch.ingest.feed.Topics;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedKilledIT {
    private static final int KILLS = 5;
    private static final int LARGE = 8000;
    private static final int TINY = 300;

    @TempDir
    private Path temp;

    @Test
    void everyRecordIsThereOnceAfterKills() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Path archive = Files.createDirectory(temp.resolve("archive"));
        Path data = temp.resolve("data");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Files.writeString(archive.resolve("large" + i + ".jsonl"), FolderOfFiles.lines("l" + i + "-", 0, LARGE));
            for (int n = 0; n < LARGE; n++) {
                expected.add("l" + i + "-" + n);
            }
        }
        for (int i = 0; i < TINY; i++) {
            Files.write(
                    archive.resolve("tiny" + i + ".json.gz"), FolderOfFiles.gzip(FolderOfFiles.event("t" + i, "a")));
            expected.add("t" + i);
        }

        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(data, archive, 1 + random.nextInt(4), random.nextInt(800), kill % 2 == 0 ? "once" : "follow");
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.kept(data))) {
            FeedReport report = new FolderFeed(
                            new FolderOfFiles(archive, 0),
                            FeedSettings.of(broker.bootstrapServers(), archive.toString()))
                    .run();
            assertThat(report.counters().records())
                    .as("the kills came while it fed")
                    .isPositive();
            assertThat(report.counters().records() + report.counters().knownRecords())
                    .isEqualTo(expected.size());
            assertThat(report.counters().doneFiles()).isEqualTo(4 + TINY);
            Committed.assertEachOnce(broker.bootstrapServers(), Topics.RECORDS, expected);
        }
    }

    private static void runAndKill(Path data, Path archive, int threads, int millis, String how) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(Stream.of(
                                java,
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FeedChild.class.getName(),
                                data.toString(),
                                archive.toString(),
                                Integer.toString(threads),
                                how)
                        .toList())
                .redirectErrorStream(true)
                .start();
        StringBuilder output = new StringBuilder();
        try (BufferedReader reader = child.inputReader()) {
            String line = reader.readLine();
            while (line != null && !line.equals(FeedChild.FEEDING)) {
                output.append(line).append('\n');
                line = reader.readLine();
            }
            assertThat(line).as(output.toString()).isEqualTo(FeedChild.FEEDING);
            child.waitFor(millis, TimeUnit.MILLISECONDS);
        } finally {
            child.destroyForcibly().waitFor();
        }
    }
}
