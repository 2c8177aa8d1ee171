package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.trailwatch.config.ConfigException;
import io.trailwatch.summary.UserSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {
    private static final UserSummary ANA = user("arn:aws:iam::111122223333:user/ana", 2);
    private static final UserSummary BEN = user("arn:aws:iam::111122223333:user/ben", 1);

    @TempDir
    private Path folder;

    private static UserSummary user(String arn, long events) {
        List<io.trailwatch.summary.ApiEntry> none = List.of();
        return new UserSummary(
                arn,
                events,
                "2025-01-01 00:00:00",
                "2025-01-02 00:00:00",
                none,
                none,
                none,
                none,
                List.of(),
                List.of(),
                "IAMUser",
                List.of(),
                List.of());
    }

    private static Exports.Users users(AtomicBoolean closed, Iterator<UserSummary> users) {
        return new Exports.Users() {
            @Override
            public boolean hasNext() {
                return users.hasNext();
            }

            @Override
            public UserSummary next() {
                return users.next();
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void allFormatsAreInTheFolderUnderTheirNames() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        Exports exports = new Exports(
                folder,
                Duration.ofHours(1),
                () -> users(closed, List.of(ANA, BEN).iterator()));

        exports.writeOrCount();

        assertThat(names()).containsExactly("summary.csv", "summary.json", "summary.jsonl");
        assertThat(Files.readAllLines(folder.resolve("summary.jsonl")))
                .satisfiesExactly(
                        first -> assertThat(first).contains("user/ana"),
                        second -> assertThat(second).contains("user/ben"));
        assertThat(closed).isTrue();
        assertThat(exports.state().written()).isEqualTo(1);
        assertThat(exports.state().failures()).isZero();
    }

    @Test
    void whatBreaksOffLeavesTheFilesOfTheTimeBefore() throws IOException {
        Iterator<UserSummary> breaking = Stream.iterate(ANA, user -> {
                    throw new IllegalStateException("a partition moved");
                })
                .iterator();
        Iterator<Iterator<UserSummary>> answers =
                List.of(List.of(ANA).iterator(), breaking).iterator();
        Exports exports = new Exports(folder, Duration.ofHours(1), () -> users(new AtomicBoolean(), answers.next()));
        exports.writeOrCount();
        byte[] before = Files.readAllBytes(folder.resolve("summary.csv"));

        exports.writeOrCount();

        assertThat(names()).containsExactly("summary.csv", "summary.json", "summary.jsonl");
        assertThat(Files.readAllBytes(folder.resolve("summary.csv"))).isEqualTo(before);
        assertThat(exports.state().written()).isEqualTo(1);
        assertThat(exports.state().failures()).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsNotWholeIsAFailure() throws IOException {
        Exports exports = new Exports(folder, Duration.ofHours(1), () -> {
            throw new IOException("partitions 1 and 3 are missing");
        });

        exports.writeOrCount();

        assertThat(names()).isEmpty();
        assertThat(exports.state().failures()).isEqualTo(1);
    }

    @Test
    void itWritesNowAndThenUntilClosed() throws IOException {
        try (Exports exports = Exports.start(
                folder,
                Duration.ofMillis(20),
                () -> users(new AtomicBoolean(), List.of(ANA).iterator()))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> exports.state().written() >= 2);
        }
        assertThat(names()).containsExactly("summary.csv", "summary.json", "summary.jsonl");
    }

    @Test
    void aHalfFileOfAProcessThatWasKilledIsRemoved() throws IOException {
        Files.writeString(folder.resolve(".summary-123.csv.part"), "half");
        Files.writeString(folder.resolve("other"), "stays");

        Exports.check(folder);

        assertThat(names()).containsExactly("other");
    }

    @Test
    void aFolderThatIsAFileIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> Exports.check(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--export: " + file + " can't be made");
    }
}
