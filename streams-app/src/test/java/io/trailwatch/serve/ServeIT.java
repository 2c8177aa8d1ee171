package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.cli.TrailwatchRun;
import io.trailwatch.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A monitor over a folder, the embedded broker within: its answers, what it takes up, and that nothing is lost over a restart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServeIT {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final Path GOLDEN = Path.of("src/test/resources/golden").toAbsolutePath();
    private static final String NEWCOMER = "arn:aws:iam::123456789012:user/newcomer";

    private static final String ODD = "arn:aws:iam::123456789012:user/odd";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    @TempDir
    private static Path folder;

    private Path trail;
    private Monitor monitor;
    private String atLast = "";

    @Command(name = "serve")
    static final class Serve {
        @Mixin
        ServeOptions options = new ServeOptions();
    }

    @BeforeAll
    void start() throws IOException {
        trail = folder.resolve("trail");
        copy(GOLDEN.resolve("trail"), trail);
        monitor = Monitor.start(options(), Map.of());
    }

    @AfterAll
    void stop() {
        if (monitor != null) {
            monitor.close();
        }
    }

    private String[] arguments(String listen) {
        return new String[] {
            "-d", trail.toString(),
            "--data", folder.resolve("data").toString(),
            "--listen", listen,
            "--abused-list", GOLDEN.resolve("abused_aws_api_calls.csv").toString(),
            "--geo-ip", GOLDEN.resolve("geo").toString(),
            "--export", folder.resolve("export").toString(),
            "--every", "PT10S"
        };
    }

    private ServeOptions options() {
        Serve serve = new Serve();
        new CommandLine(serve)
                .setDefaultValueProvider(new Settings(Map.of(), null))
                .parseArgs(arguments("127.0.0.1:0"));
        return serve.options;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private HttpResponse<byte[]> get(String url, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(Duration.ofSeconds(60))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String text(String path) {
        return text(monitor.url(), path);
    }

    private String text(String url, String path) {
        return new String(get(url, path).body(), StandardCharsets.UTF_8);
    }

    private static String golden(String file) throws IOException {
        return Files.readString(GOLDEN.resolve("expected").resolve(file));
    }

    @Test
    @Order(1)
    void whatIsInTheFolderIsCounted() throws IOException {
        String expected = golden("sts.csv");

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(text("/api/v1/summary?format=csv&include_sts_keys=true"))
                        .isEqualTo(expected));

        assertThat(get(monitor.url(), "/health/live").statusCode()).isEqualTo(200);
        assertThat(get(monitor.url(), "/health/ready").statusCode()).isEqualTo(200);
        assertThat(monitor.alive()).isTrue();
    }

    @ParameterizedTest
    @Order(2)
    @CsvSource({
        "default, ''",
        "sts, include_sts_keys=true",
        "hidden, include_sts_keys=true&hide_descriptions=true",
        "geo, include_sts_keys=true&geo_ip=true"
    })
    void summariesAreByteForByteThoseOfTheReference(String name, String query) throws IOException {
        for (String format : List.of("csv", "json", "jsonl")) {
            HttpResponse<byte[]> answer =
                    get(monitor.url(), "/api/v1/summary?format=" + format + (query.isEmpty() ? "" : "&" + query));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(golden(name + "." + format));
        }
    }

    @Test
    @Order(3)
    void everyRecordIsInTheMetricsAndNothingIsLeftToDo() {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(text("/metrics").lines())
                        .contains(
                                "trailwatch_ready 1.0",
                                "trailwatch_feed_pending_files 0.0",
                                "trailwatch_processing_lag_records 0.0",
                                "trailwatch_processing_lag_seconds 0.0",
                                "trailwatch_export_failures_total 0.0")
                        .anyMatch(line -> line.startsWith("kafka_stream_state"))
                        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes")));
        long counted = monitor.readings().records().total();
        assertThat(text("/metrics")
                        .lines()
                        .filter(line -> line.startsWith("trailwatch_records_total{"))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                        .sum())
                .isEqualTo(counted)
                .isPositive();
    }

    @Test
    @Order(4)
    void theCommandsAskIt() {
        TrailwatchRun users = TrailwatchRun.of("users", "--url", monitor.url(), "-s", "--json");
        assertThat(users.err()).isEmpty();
        assertThat(users.status()).isZero();
        assertThat(users.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("{\"user_arn\":\""));

        TrailwatchRun none = TrailwatchRun.of("query", "--url", monitor.url(), NEWCOMER);
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err())
                .startsWith("trailwatch: " + monitor.url() + ": HTTP 404")
                .hasLineCount(1);
    }

    @Test
    @Order(5)
    void aNewFileIsTakenUp() throws IOException {
        Path target = trail.resolve("AWSLogs/123456789012/CloudTrail/eu-west-1/2024/03/07");
        Files.createDirectories(target);
        Path hidden = Files.writeString(folder.resolve("new.json"), records(3));
        Files.move(hidden, target.resolve("new.json"));

        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(text("/api/v1/users/" + encoded(NEWCOMER))).contains("\"num_of_events\":3"));
        TrailwatchRun query = TrailwatchRun.of("query", "--url", monitor.url(), NEWCOMER);
        assertThat(query.status()).isZero();
        assertThat(query.out()).startsWith(NEWCOMER + System.lineSeparator()).contains("3 events");
    }

    /** The ranges lie on bounds of windows; of the odd times some are on a bound, some no time, one lies in the future. */
    @ParameterizedTest
    @Order(6)
    @CsvSource({
        "from=2024-03-05&to=2024-03-05, 2024-03-05T00:00:00Z, 2024-03-05T23:59:59.999Z",
        "from=2024-03-06T00:00:00Z, 2024-03-06T00:00:00Z, ''",
        "to=2024-03-06T23:59:59.999Z, '', 2024-03-06T23:59:59.999Z"
    })
    void aRangeOnBoundsOfWindowsIsByteForByteAReplayOfTheSameTime(String range, String start, String end)
            throws IOException {
        Path odd = trail.resolve("AWSLogs/123456789012/CloudTrail/eu-west-1/2024/03/07/odd.json");
        if (Files.notExists(odd)) {
            Path hidden =
                    Files.writeString(folder.resolve("odd"), "{\"Records\":[" + String.join(",", oddTimes()) + "]}");
            Files.move(hidden, odd);
        }
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(text("/api/v1/users/" + encoded(ODD)))
                        .contains("\"num_of_events\":" + oddTimes().size()));
        for (String sts : List.of("false", "true")) {
            List<String> arguments = new ArrayList<>(List.of("replay", "-q", "-C", "-t", "5", "-d", trail.toString()));
            Collections.addAll(
                    arguments,
                    "--abused-list",
                    GOLDEN.resolve("abused_aws_api_calls.csv").toString());
            Collections.addAll(arguments, "-o", folder.resolve("replayed.csv").toString());
            if (!start.isEmpty()) {
                Collections.addAll(arguments, "--timeline-start", start);
            }
            if (!end.isEmpty()) {
                Collections.addAll(arguments, "--timeline-end", end);
            }
            if (sts.equals("true")) {
                arguments.add("-s");
            }
            // 3: the golden trail has damaged files.
            assertThat(TrailwatchRun.of(arguments.toArray(String[]::new)).status())
                    .isIn(0, 3);
            String asked = range + "&include_sts_keys=" + sts;

            for (String format : List.of("csv", "jsonl")) {
                HttpResponse<byte[]> answer = get(monitor.url(), "/api/v1/summary?format=" + format + "&" + asked);
                assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                        .as(asked)
                        .isEqualTo(Files.readString(folder.resolve("replayed." + format)));
                assertThat(answer.headers().firstValue("Trailwatch-Range")).hasValue(bound(start) + "/" + bound(end));
            }
            for (String line : Files.readAllLines(folder.resolve("replayed.jsonl"))) {
                String arn = new ObjectMapper().readTree(line).path("user_arn").asText();
                assertThat(text("/api/v1/users/" + encoded(arn) + "?" + asked)).isEqualTo(line + "\n");
            }
        }
    }

    private static String bound(String time) {
        return time.isEmpty() ? ".." : time;
    }

    private static List<String> oddTimes() {
        return Stream.of(
                        "\"2024-03-05T00:00:00Z\"",
                        "\"2024-03-05T23:59:59Z\"",
                        "\"2024-03-05T23:59:59.999Z\"",
                        "\"2024-03-06T00:00:00Z\"",
                        "\"2024-03-06T08:30:00+09:00\"",
                        "\"2024-03-06 12:00:00\"",
                        "\"2999-01-01T00:00:00Z\"",
                        "\"2024-02-30T00:00:00Z\"",
                        "\"yesterday\"",
                        "\"\"",
                        "null",
                        "1709600000")
                .map(time -> """
                        {"eventTime":%s,"eventName":"ListBuckets","eventSource":"s3.amazonaws.com",\
                        "awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.7","userAgent":"test",\
                        "userIdentity":{"type":"IAMUser","arn":"%s","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}}""".formatted(time, ODD))
                .toList();
    }

    @Test
    @Order(7)
    void allSummariesAreExported() {
        await().atMost(LONG).ignoreException(NoSuchFileException.class).untilAsserted(() -> {
            for (String format : List.of("csv", "json", "jsonl")) {
                assertThat(Files.readString(folder.resolve("export/summary." + format)))
                        .isEqualTo(text("/api/v1/summary?geo_ip=true&format=" + format));
            }
        });
        assertThat(text("/api/v1/status"))
                .containsPattern("\"exports\":\\{\"written\":[1-9][0-9]*,\"failed\":0,\"last_written\":\"20");
    }

    @Test
    @Order(8)
    void aRestartAnswersTheSameAndReadsNothingAgain() throws IOException {
        String path = "/api/v1/summary?format=jsonl&include_sts_keys=true";
        atLast = text(path);
        long counted = monitor.readings().records().total();
        monitor.close();

        monitor = Monitor.start(options(), Map.of());

        await().atMost(LONG).until(() -> monitor.ready() && monitor.caughtUp());
        assertThat(text(path)).isEqualTo(atLast);
        assertThat(monitor.readings().records().total()).isEqualTo(counted);
        assertThat(monitor.readings().files()).containsEntry("read", 0L);
    }

    @Test
    @Order(9)
    void anotherProcessGoesOnAndEndsCleanlyWhenItIsTold() throws Exception {
        monitor.close();
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.trailwatch.cli.TrailwatchMain",
                "serve"));
        Collections.addAll(command, arguments("127.0.0.1:0"));
        Process process = new ProcessBuilder(command)
                .redirectError(err.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(LONG).until(() -> Files.readString(err).contains("answering on http://127.0.0.1:"));
            String url = Files.readString(err).replaceFirst("(?s).*answering on (\\S+).*", "$1");
            await().atMost(LONG).until(() -> get(url, "/health/ready").statusCode() == 200);
            assertThat(text(url, "/api/v1/summary?format=jsonl&include_sts_keys=true"))
                    .isEqualTo(atLast);

            process.destroy();

            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(Files.readString(err)).doesNotContain("\tat ");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String encoded(String arn) {
        return URLEncoder.encode(arn, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String records(int count) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add("""
                    {"eventTime":"2024-03-07T08:00:0%dZ","eventName":"ListBuckets","eventSource":"s3.amazonaws.com",\
                    "awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.7","userAgent":"test",\
                    "userIdentity":{"type":"IAMUser","arn":"%s","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}}""".formatted(i, NEWCOMER));
        }
        return "{\"Records\":[" + String.join(",", records) + "]}";
    }
}
