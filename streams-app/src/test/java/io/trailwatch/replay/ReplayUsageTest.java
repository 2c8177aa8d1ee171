package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.cli.ExitCodes;
import io.trailwatch.cli.TrailwatchRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a call is said in one line, before a broker is started. */
class ReplayUsageTest {
    @TempDir
    Path folder;

    private void assertWrong(int status, String message, String... arguments) {
        TrailwatchRun run = TrailwatchRun.of(
                Stream.concat(Stream.of("replay"), Arrays.stream(arguments)).toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("trailwatch: " + message + "\n");
    }

    private String trail() throws IOException {
        Path trail = Files.createDirectories(folder.resolve("trail"));
        Files.writeString(trail.resolve("one.json"), "{}");
        return trail.toString();
    }

    private String output() {
        return folder.resolve("s.csv").toString();
    }

    @Test
    void missingFolder() {
        String missing = folder.resolve("no").toString();
        assertWrong(
                ExitCodes.USAGE,
                "--directory: " + missing + " is not there: check the path",
                "-d",
                missing,
                "-o",
                output());
    }

    @Test
    void emptyFolder() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertWrong(
                ExitCodes.FAILED,
                empty + ": holds no .json, .jsonl or .gz file of the asked days: check the path and the dates",
                "-d",
                empty.toString(),
                "-o",
                output());
        assertThat(folder.resolve("s.csv")).doesNotExist();
    }

    @Test
    void outputThatExists() throws IOException {
        Files.writeString(folder.resolve("s.csv"), "precious");
        assertWrong(
                ExitCodes.USAGE,
                "--output: " + output() + " is there already: give -C to replace it, or another name",
                "-d",
                trail(),
                "-o",
                output());
        assertThat(folder.resolve("s.csv")).hasContent("precious");
    }

    @Test
    void wrongDate() throws IOException {
        assertWrong(
                ExitCodes.USAGE,
                "--timeline-start: 'tomorrow' is no time with an offset: give for example"
                        + " 2024-03-05T06:00:00Z or 2024-03-05T06:00:00+09:00",
                "-d",
                trail(),
                "-o",
                output(),
                "--timeline-start",
                "tomorrow");
    }

    @Test
    void wrongGeoIpFolder() throws IOException {
        assertWrong(
                ExitCodes.USAGE,
                "--geo-ip: " + folder.resolve("geo") + ": no such folder: give the one with the GeoLite2 databases",
                "-d",
                trail(),
                "-o",
                output(),
                "-G",
                folder.resolve("geo").toString());
    }

    @Test
    void wrongAbusedList() throws IOException {
        TrailwatchRun run = TrailwatchRun.of(
                "replay",
                "-d",
                trail(),
                "-o",
                output(),
                "--abused-list",
                folder.resolve("no.csv").toString());
        assertThat(run.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).startsWith("trailwatch: " + folder.resolve("no.csv"));
    }

    @Test
    void dataFolderOfSomethingElse() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("thesis.txt"), "x");
        assertWrong(
                ExitCodes.FAILED,
                "--data: " + data + " holds something else than a replay: give a new or an empty folder",
                "-d",
                trail(),
                "-o",
                output(),
                "--data",
                data.toString());
    }

    @Test
    void unknownOptionNamesTheCommand() {
        TrailwatchRun run = TrailwatchRun.of("replay", "--outptu", "x");
        assertThat(run.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err())
                .startsWith("trailwatch: Unknown options: '--outptu', 'x'")
                .endsWith("Try 'trailwatch replay --help'.\n");
    }

    @Test
    void notANumberIsSaidInOneLine() {
        TrailwatchRun run = TrailwatchRun.of("replay", "--threads", "many");
        assertThat(run.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).startsWith("trailwatch: Invalid value for option '--threads': 'many' is not an int");
    }
}
