package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.config.ConfigException;
import io.trailwatch.render.OutputFormat;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ReplayOptionsTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2024-03-31T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Command
    private static final class Holder {
        @Mixin
        ReplayOptions options = new ReplayOptions();
    }

    private ReplayOptions parse(String... arguments) {
        Holder holder = new Holder();
        new CommandLine(holder)
                .parseArgs(Stream.concat(Stream.of("-d", folder.toString(), "-o", "s"), Arrays.stream(arguments))
                        .toArray(String[]::new));
        return holder.options;
    }

    private void assertRefused(String message, String... arguments) {
        assertThatThrownBy(() -> parse(arguments).check(NOW))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void defaults() {
        ReplayOptions options = parse();
        options.check(NOW);
        assertThat(options.formats()).containsExactly(OutputFormat.CSV);
        assertThat(options.range(NOW)).isEqualTo(TimeRange.ALL);
        assertThat(options.failed()).isEqualTo(FailedRule.ACCESS_DENIED);
        assertThat(options.maxUnpackedBytes()).isEqualTo(3L << 30);
        assertThat(options.includeStsKeys).isFalse();
        assertThat(options.threadCount()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(options.partitionCount()).isEqualTo(options.threadCount());
        assertThat(options.firstDay()).isNull();
    }

    @Test
    void shortLettersAreSuzakus() {
        ReplayOptions options = parse("-s", "-t", "5", "-C", "-D", "-G", "geo");
        assertThat(options.includeStsKeys).isTrue();
        assertThat(options.formats()).containsExactly(OutputFormat.CSV, OutputFormat.JSONL);
        assertThat(options.clobber).isTrue();
        assertThat(options.hideDescriptions).isTrue();
        assertThat(options.geoIp).isEqualTo(Path.of("geo"));
        assertThat(parse("--GeoIP", "geo").geoIp).isEqualTo(Path.of("geo"));
    }

    @ParameterizedTest
    @CsvSource({
        "1y,2023-04-01T12:00:00Z",
        "3M,2024-01-01T12:00:00Z",
        "30d,2024-03-01T12:00:00Z",
        "24h,2024-03-30T12:00:00Z",
        "30m,2024-03-31T11:30:00Z"
    })
    void agesCountBackFromNow(String age, Instant from) {
        assertThat(parse("--time-offset", age).range(NOW))
                .isEqualTo(new TimeRange(from.toEpochMilli(), Long.MAX_VALUE));
    }

    @Test
    void timesHaveAnOffset() {
        TimeRange range = parse(
                        "--timeline-start", "2024-03-05T06:00:00+09:00", "--timeline-end", "2024-03-06T11:59:59Z")
                .range(NOW);
        assertThat(range.from()).isEqualTo(Instant.parse("2024-03-04T21:00:00Z").toEpochMilli());
        assertThat(range.to()).isEqualTo(Instant.parse("2024-03-06T11:59:59Z").toEpochMilli());
    }

    @Test
    void ageAndStartHoldAtOnce() {
        assertThat(parse("--time-offset", "24h", "--timeline-start", "2020-01-01T00:00:00Z")
                        .range(NOW)
                        .from())
                .isEqualTo(Instant.parse("2024-03-30T12:00:00Z").toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-03-05",
                "yesterday",
                "2024-02-30T00:00:00Z",
                "2024-03-05T06:00:00",
                "+999999999-12-31T00:00:00Z",
                ""
            })
    void wrongTimesAreRefused(String text) {
        assertRefused(
                "--timeline-start: '" + text + "' is no time with an offset: give for example"
                        + " 2024-03-05T06:00:00Z or 2024-03-05T06:00:00+09:00",
                "--timeline-start",
                text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "d", "1w", "-1d", "1.5h", "9999999d"})
    void wrongAgesAreRefused(String text) {
        assertRefused(
                "--time-offset: '" + text + "' is no age: give for example 1y, 3M, 30d, 24h or 30m",
                "--time-offset=" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20240230", "2024-03-05", "240305", "2024030", "abcdefgh"})
    void wrongDaysAreRefused(String text) {
        assertRefused(
                "--file-date-to: '" + text + "' is no day: give eight digits, for example 20240305",
                "--file-date-to",
                text);
    }

    @Test
    void rangesThatHoldNothingAreRefused() {
        assertRefused(
                "the time range is empty: --timeline-end lies before its beginning",
                "--timeline-start",
                "2024-03-05T06:00:00Z",
                "--timeline-end",
                "2024-03-05T05:59:59Z");
        assertRefused(
                "--file-date-from lies after --file-date-to: exchange them",
                "--file-date-from",
                "20240306",
                "--file-date-to",
                "20240305");
        ReplayOptions oneDay = parse("--file-date-from", "20240305", "--file-date-to", "20240305");
        oneDay.check(NOW);
        assertThat(oneDay.firstDay()).isEqualTo(LocalDate.of(2024, 3, 5)).isEqualTo(oneDay.lastDay());
    }

    @Test
    void otherWrongOptionsAreRefused() throws IOException {
        assertRefused("--output-type: 6 is none: give 1 to 5", "-t", "6");
        assertRefused("--failed: 'all' is no rule: give access-denied or any-error", "--failed", "all");
        assertRefused("--threads: -1 is too small: give 0 or more", "--threads=-1");
        assertRefused("--max-unpacked: '3 GiB' is no size: give for example 3g or 500m", "--max-unpacked", "3 GiB");
        assertRefused(
                "--kafka-config is for a cluster: give --bootstrap-servers too", "--kafka-config", "x.properties");
        assertRefused("--topic is for a cluster: give --bootstrap-servers too", "--topic", "x");
        assertRefused(
                "--topic: 'a b' is no topic's name: use letters, digits, dots, '_' and '-'",
                "--bootstrap-servers",
                "h:1",
                "--topic",
                "a b");
        assertRefused(
                "--data is for the embedded broker: give it or --bootstrap-servers",
                "--bootstrap-servers",
                "h:1",
                "--data",
                "d");
        Path file = Files.writeString(folder.resolve("one.json"), "{}");
        assertRefused("--directory and --file exclude each other: give one of them", "-f", file.toString());
    }

    @Test
    void sourcesThatAreNotThereAreRefused() throws IOException {
        ReplayOptions options = parse();
        options.directory = folder.resolve("no");
        assertThatThrownBy(() -> options.check(NOW))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--directory: " + folder.resolve("no") + " is not there: check the path");
        options.directory = Files.writeString(folder.resolve("one.json"), "{}");
        assertThatThrownBy(() -> options.check(NOW))
                .hasMessage("--directory: " + options.directory + " is no folder: give it with --file");
        options.directory = null;
        assertThatThrownBy(() -> options.check(NOW)).hasMessage("nothing to replay: give --directory or --file");
        options.file = folder;
        assertThatThrownBy(() -> options.check(NOW))
                .hasMessage("--file: " + folder + " is a folder: give it with --directory");
    }

    @Test
    void standardOutputTakesOneFormat() {
        ReplayOptions options = parse("-t", "4");
        options.output = Path.of("-");
        assertThatThrownBy(() -> options.check(NOW))
                .hasMessage("--output -: takes one format: give --output-type 1, 2 or 3");
        options.outputType = 3;
        options.check(NOW);
        assertThat(options.toStandardOutput()).isTrue();
        options.output = null;
        assertThatThrownBy(() -> options.check(NOW)).hasMessageStartingWith("nowhere to write: give --output FILE");
    }
}
