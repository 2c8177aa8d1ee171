package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.cli.TrailwatchRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The golden files: a trail, and what the summary of it is in each case. */
public final class Golden {
    public static final Path HOME = home();
    public static final Path TRAIL = HOME.resolve("trail");
    public static final Path LIST = HOME.resolve("abused_aws_api_calls.csv");
    public static final Path GEO = HOME.resolve("geo");
    public static final List<String> FORMATS = List.of("csv", "json", "jsonl");

    private Golden() {}

    private static Path home() {
        try {
            URL url = Objects.requireNonNull(Golden.class.getResource("/golden"));
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] expected(String name, String format) {
        try {
            return Files.readAllBytes(HOME.resolve("expected").resolve(name + "." + format));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The options of each case. */
    public static List<String> options(String name) {
        return switch (name) {
            case "default" -> List.of("-d", TRAIL.toString());
            case "sts" -> List.of("-d", TRAIL.toString(), "-s");
            case "hidden" -> List.of("-d", TRAIL.toString(), "-s", "-D");
            case "geo" -> List.of("-d", TRAIL.toString(), "-s", "-G", GEO.toString());
            case "window" ->
                List.of(
                        "-d",
                        TRAIL.toString(),
                        "-s",
                        "--timeline-start",
                        "2024-03-05T06:00:00Z",
                        "--timeline-end",
                        "2024-03-06T11:59:59Z");
            case "offset-tz" -> List.of("-d", TRAIL.toString(), "-s", "--timeline-start", "2024-03-05T06:00:00+09:00");
            case "filedate" ->
                List.of("-d", TRAIL.toString(), "-s", "--file-date-from", "20240306", "--file-date-to", "20240306");
            case "file" -> List.of("-f", TRAIL.resolve("exports/trail.jsonl").toString(), "-s");
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Runs a case with more options. */
    public static TrailwatchRun replay(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("replay", "--abused-list", LIST.toString(), "-q"));
        arguments.addAll(options(name));
        arguments.addAll(Arrays.asList(more));
        return TrailwatchRun.of(arguments.toArray(String[]::new));
    }

    /** Checks that a file or standard output holds a case's bytes; says where they differ first. */
    public static void assertSame(String name, String format, byte[] actual) {
        byte[] expected = expected(name, format);
        int at = Arrays.mismatch(expected, actual);
        assertThat(at)
                .as(() -> name + "." + format + " differs at byte " + at + ": expected " + around(expected, at)
                        + " but was " + around(actual, at))
                .isEqualTo(-1);
    }

    private static String around(byte[] bytes, int at) {
        int from = Math.max(0, at - 60);
        int to = Math.min(bytes.length, at + 60);
        return from >= to
                ? "its end"
                : "«" + new String(bytes, from, to - from, java.nio.charset.StandardCharsets.UTF_8) + "»";
    }
}
