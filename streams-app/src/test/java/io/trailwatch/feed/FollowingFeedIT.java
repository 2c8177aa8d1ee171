package io.trailwatch.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.broker.TopicSetup;
import io.trailwatch.ingest.archive.Damage;
import io.trailwatch.ingest.archive.LocalDirectory;
import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.feed.DamagedFile;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.FollowSettings;
import io.trailwatch.ingest.feed.FollowingFeed;
import io.trailwatch.ingest.feed.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class FollowingFeedIT {
    private static final Duration PATIENT = Duration.ofMinutes(10);
    private static EmbeddedBroker broker;

    @TempDir
    private Path temp;

    private Path trail;
    private String test;
    private FollowingFeed feed;
    private final List<String> expected = new ArrayList<>();

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
        broker.createTopics(2, null);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void makeTrail(TestInfo info) throws IOException {
        test = info.getTestMethod().orElseThrow().getName();
        trail = Files.createDirectory(temp.resolve("trail"));
    }

    @AfterEach
    void stop() {
        feed.close();
    }

    private void follow(Duration patience) {
        follow(patience, false);
    }

    private void follow(Duration patience, boolean newestFirst) {
        FeedSettings settings =
                FeedSettings.of(broker.bootstrapServers(), trail.toString()).withId(test);
        feed = new FollowingFeed(
                new LocalDirectory(trail, PathFilter.ALL),
                FollowSettings.of(settings)
                        .withQuiet(Duration.ofMillis(200))
                        .withLook(Duration.ofSeconds(1))
                        .withPatience(patience)
                        .withNewestFirst(newestFirst));
        feed.start();
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }

    private void untilRecords(long count) {
        until(() -> feed.counters().records() == count && feed.pendingFiles() == 0);
    }

    /** Lines of events that this test expects to find once. */
    private String lines(String prefix, int from, int to) {
        for (int i = from; i < to; i++) {
            expected.add(test + prefix + i);
        }
        return FolderOfFiles.lines(test + prefix, from, to);
    }

    private void assertEachOnce() {
        Committed.assertEachOnce(broker.bootstrapServers(), Topics.RECORDS, test, expected);
    }

    private Path file(String name) throws IOException {
        Path path = trail.resolve(name);
        Files.createDirectories(path.getParent());
        return path;
    }

    @Test
    void newFilesAtAnyDepth() throws Exception {
        Files.write(file("AWSLogs/1/a.json.gz"), FolderOfFiles.gzip(lines("a", 0, 10)));
        Files.writeString(file("b.jsonl"), lines("b", 0, 5));
        follow(PATIENT);
        untilRecords(15);
        until(feed::caughtUp);

        Files.writeString(file("AWSLogs/1/CloudTrail/us-east-1/2024/03/05/c.jsonl"), lines("c", 0, 3));
        untilRecords(18);
        Path elsewhere = temp.resolve("d.jsonl");
        Files.writeString(elsewhere, lines("d", 0, 2));
        Files.move(
                elsewhere, file("AWSLogs/1/CloudTrail/us-east-1/2024/03/05/d.jsonl"), StandardCopyOption.ATOMIC_MOVE);
        Path tree = Files.createDirectories(temp.resolve("tree/2024/04"));
        Files.writeString(tree.resolve("e.jsonl"), lines("e", 0, 2));
        Files.move(temp.resolve("tree"), trail.resolve("tree"), StandardCopyOption.ATOMIC_MOVE);
        untilRecords(22);

        assertThat(feed.lag()).isZero();
        assertThat(feed.counters().readFiles()).isGreaterThanOrEqualTo(5);
        assertEachOnce();
    }

    @Test
    void growingFileIsReadOnFromWhereItWas() throws Exception {
        Path log = file("log.jsonl");
        String first = lines("g", 0, 10);
        String second = lines("g", 10, 20);
        // The eleventh line is half there: it waits for its other half.
        Files.writeString(log, first + second.substring(0, 40));
        follow(PATIENT);
        until(() -> feed.counters().records() == 10);
        Files.writeString(log, second.substring(40), StandardOpenOption.APPEND);
        untilRecords(20);
        Files.writeString(log, lines("g", 20, 25), StandardOpenOption.APPEND);
        untilRecords(25);

        assertThat(feed.counters().rejected()).isZero();
        assertEachOnce();
    }

    @Test
    void halfAGzipFileGoesOnWhenItIsWhole() throws Exception {
        byte[] whole = FolderOfFiles.gzip(lines("h", 0, 3000));
        Files.write(file("h.json.gz"), Arrays.copyOf(whole, whole.length / 2));
        follow(PATIENT);
        until(() -> feed.counters().records() > 0 && feed.pendingFiles() == 1);
        assertThat(feed.counters().damagedFiles()).isZero();

        Files.write(file("h.json.gz"), whole);
        untilRecords(3000);
        assertThat(feed.counters().damagedFiles()).isZero();
        assertEachOnce();
    }

    @Test
    void fileThatStaysHalfIsDamagedInTheEnd() throws Exception {
        byte[] whole = FolderOfFiles.gzip(FolderOfFiles.lines(test, 0, 1000));
        Files.write(file("half.json.gz"), Arrays.copyOf(whole, whole.length / 2));
        follow(Duration.ofMillis(600));
        until(() -> feed.counters().damagedFiles() == 1 && feed.pendingFiles() == 0);
        assertThat(feed.counters().damaged())
                .extracting(DamagedFile::name, DamagedFile::damage)
                .containsExactly(tuple("half.json.gz", Damage.TRUNCATED_GZIP));
    }

    @Test
    void sameTreeBroughtOverAgainCountsOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.write(file("day" + i % 3 + "/" + i + ".json.gz"), FolderOfFiles.gzip(lines("r" + i + "-", 0, 3)));
        }
        follow(PATIENT);
        untilRecords(60);

        try (Stream<Path> files = Files.walk(trail).filter(Files::isRegularFile)) {
            for (Path path : files.toList()) {
                Path part = path.resolveSibling("." + path.getFileName() + ".part");
                Files.copy(path, part);
                Files.setLastModifiedTime(part, FileTime.from(Instant.now().minusSeconds(5)));
                Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        until(() -> feed.counters().knownFiles() == 20 && feed.pendingFiles() == 0);
        assertThat(feed.counters().records()).isEqualTo(60);
        assertEachOnce();
    }

    @Test
    void restartGoesOnWhereItWas() throws Exception {
        Path log = file("log.jsonl");
        Files.writeString(log, lines("s", 0, 10));
        Files.writeString(file("old.jsonl"), lines("o", 0, 4));
        follow(PATIENT);
        untilRecords(14);
        feed.close();

        Files.writeString(log, lines("s", 10, 15), StandardOpenOption.APPEND);
        Files.writeString(file("new.jsonl"), lines("n", 0, 4));
        follow(PATIENT, true);
        untilRecords(9);
        assertEachOnce();
    }

    @Test
    void newestFilesComeFirst() throws Exception {
        for (int i = 0; i < 5; i++) {
            Path path = file(i + ".jsonl");
            Files.writeString(path, FolderOfFiles.event(test + i, "one user") + "\n");
            Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2024-01-0" + (i + 1) + "T00:00:00Z")));
        }
        FeedSettings settings = FeedSettings.of(broker.bootstrapServers(), trail.toString())
                .withId(test)
                .withThreads(1);
        feed = new FollowingFeed(
                new LocalDirectory(trail, PathFilter.ALL),
                FollowSettings.of(settings).withNewestFirst(true));
        feed.start();
        untilRecords(5);
        assertThat(Committed.ids(broker.bootstrapServers(), Topics.RECORDS))
                .filteredOn(id -> id.startsWith(test))
                .containsExactly(test + 4, test + 3, test + 2, test + 1, test + 0);
    }

    @Test
    void badLineAtTheEndIsRejectedWhenNothingFollows() throws Exception {
        Files.writeString(file("a.jsonl"), lines("a", 0, 2) + "{\"half", StandardCharsets.UTF_8);
        follow(Duration.ofMillis(600));
        until(() -> feed.counters().rejected() == 1 && feed.pendingFiles() == 0);
        assertThat(feed.counters().records()).isEqualTo(2);
        assertEachOnce();
    }

    @Test
    void fileThatIsGoneIsForgottenAfterItsTime() throws Exception {
        Topics topics = new Topics("forget.records", "forget.quarantine", "forget.progress");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicSetup.create(admin, topics, 1, null);
        }
        Files.writeString(file("a.jsonl"), FolderOfFiles.lines(test, 0, 3));
        Files.writeString(file("b.jsonl"), FolderOfFiles.lines(test, 3, 5));
        FeedSettings settings = FeedSettings.of(broker.bootstrapServers(), trail.toString())
                .withId(test)
                .withTopics(topics);
        feed = new FollowingFeed(
                new LocalDirectory(trail, PathFilter.ALL),
                FollowSettings.of(settings)
                        .withQuiet(Duration.ofMillis(200))
                        .withLook(Duration.ofMillis(200))
                        .withForget(Duration.ZERO));
        feed.start();
        untilRecords(5);

        Files.delete(trail.resolve("a.jsonl"));
        until(() -> Committed.messages(broker.bootstrapServers(), topics.progress()).stream()
                        .filter(message -> message.value() == null)
                        .count()
                == 1);
        Files.writeString(file("a.jsonl"), FolderOfFiles.lines(test, 0, 3));
        untilRecords(8);
        assertThat(Committed.ids(broker.bootstrapServers(), topics.records())).hasSize(8);
    }
}
