package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trailwatch.cli.TrailwatchMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replay that is told to end, by SIGTERM: Ctrl-C's SIGINT comes to the same shutdown hook, but a test may have been started
 * with it ignored.
 */
class ReplayStopIT {
    /** 128 and the signal's number. */
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    private Path out;
    private Path temporary;

    @BeforeEach
    void trail() throws IOException {
        Trails.archive(folder.resolve("trail"), 40, 5000, 7);
        out = Files.createDirectory(folder.resolve("out"));
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    private Process start(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                TrailwatchMain.class.getName()));
        command.addAll(List.of("replay", "-q", "-d", folder.resolve("trail").toString()));
        command.addAll(List.of("-o", out.resolve("summary").toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
    }

    /** Ends a replay as soon as the broker under a folder has the records' topic. */
    private void stopAtWork(Process process, Path under) throws Exception {
        try {
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> has(under, "cloudtrail.records-0") || !process.isAlive());
            process.destroy();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(this::said).isEqualTo(TERMINATED);
    }

    private static boolean has(Path under, String name) {
        try (Stream<Path> files = Files.find(under, 4, (path, attributes) -> path.endsWith(name))) {
            return files.findAny().isPresent();
        } catch (IOException | java.io.UncheckedIOException e) {
            return false; // not there yet, or changed meanwhile
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void nothingIsLeftOfIt() throws Exception {
        stopAtWork(start(), temporary);
        assertThat(said()).isEqualTo("trailwatch: stopped, nothing was written\n");
        assertThat(list(out)).isEmpty();
        assertThat(list(temporary))
                .noneMatch(path -> path.getFileName().toString().startsWith("trailwatch"));
    }

    @Test
    void withADataFolderTheNextOneGoesOn() throws Exception {
        Path data = folder.resolve("data");
        stopAtWork(start("--data", data.toString()), folder);
        assertThat(said())
                .isEqualTo("trailwatch: stopped, nothing was written: run again with the same --data to go on\n");
        assertThat(list(out)).isEmpty();

        Process again = start("--data", data.toString());
        try {
            assertThat(again.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            again.destroyForcibly();
        }
        assertThat(again.exitValue()).as(this::said).isZero();
        long events = Files.readString(out.resolve("summary.csv"))
                .lines()
                .filter(line -> line.startsWith("arn:"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst("^[^,]*,\"?([0-9,]*?)\"?,\\d{4}-.*", "$1")
                        .replace(",", "")))
                .sum();
        assertThat(events).isEqualTo(200_000);
    }
}
