package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trailwatch.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A monitor over a bucket gives the reference's summaries. */
class ServeBucketIT {
    private static final Path GOLDEN = Path.of("src/test/resources/golden").toAbsolutePath();

    @Command(name = "serve")
    static final class Serve {
        @Mixin
        ServeOptions options = new ServeOptions();
    }

    @BeforeAll
    static void credentials() {
        System.setProperty("aws.accessKeyId", "id");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    @AfterAll
    static void noCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void theGoldenTrailInABucketIsSummarisedAsTheReferenceDoes(@TempDir Path folder) throws Exception {
        try (FolderBucket bucket = new FolderBucket(GOLDEN.resolve("trail"))) {
            Serve serve = new Serve();
            new CommandLine(serve)
                    .setDefaultValueProvider(new Settings(Map.of(), null))
                    .parseArgs(
                            "--s3",
                            "s3://trail",
                            "--s3-region",
                            "us-east-1",
                            "--s3-endpoint",
                            bucket.url(),
                            "--s3-path-style",
                            "--data",
                            folder.resolve("data").toString(),
                            "--listen",
                            "127.0.0.1:0",
                            "--abused-list",
                            GOLDEN.resolve("abused_aws_api_calls.csv").toString());
            try (Monitor monitor = Monitor.start(serve.options, Map.of())) {
                String expected = Files.readString(GOLDEN.resolve("expected/sts.csv"));
                await().atMost(Duration.ofSeconds(120))
                        .untilAsserted(() -> assertThat(
                                        get(monitor.url() + "/api/v1/summary?format=csv&include_sts_keys=true"))
                                .isEqualTo(expected));
                assertThat(get(monitor.url() + "/api/v1/summary?format=jsonl"))
                        .isEqualTo(Files.readString(GOLDEN.resolve("expected/default.jsonl")));
                await().atMost(Duration.ofSeconds(120)).until(monitor::caughtUp);
            }
        }
    }

    @Test
    void aBucketAndAQueueAreFollowedAtOnceByOneProcess(@TempDir Path folder) throws Exception {
        try (FolderBucket bucket = new FolderBucket(GOLDEN.resolve("trail"))) {
            List<String> noticed = keys("AWSLogs");
            noticed.forEach(key -> bucket.queue.send(event(key)));
            bucket.queue.send("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}");
            bucket.queue.send(event(noticed.get(0))); // Told twice.
            try (ServeProcess serve = new ServeProcess(
                            folder,
                            List.of(
                                    "--s3",
                                    "s3://trail/exports",
                                    "--sqs",
                                    bucket.url() + "/000000000000/notices",
                                    "--s3-region",
                                    "us-east-1",
                                    "--s3-endpoint",
                                    bucket.url(),
                                    "--s3-path-style",
                                    "--abused-list",
                                    GOLDEN.resolve("abused_aws_api_calls.csv").toString()))
                    .with("AWS_ACCESS_KEY_ID", "id")
                    .with("AWS_SECRET_ACCESS_KEY", "secret")) {
                serve.start();
                serve.awaitReady();
                String expected = Files.readString(GOLDEN.resolve("expected/sts.csv"));
                await().atMost(Duration.ofSeconds(120))
                        .untilAsserted(() -> assertThat(serve.get("/api/v1/summary?format=csv&include_sts_keys=true")
                                        .body())
                                .as(serve::said)
                                .isEqualTo(expected));
                await().atMost(Duration.ofSeconds(120)).until(bucket.queue::isEmpty);
                assertThat(serve.get("/api/v1/summary?format=jsonl").body())
                        .isEqualTo(Files.readString(GOLDEN.resolve("expected/default.jsonl")));
                assertThat(serve.stop()).as(serve::said).isZero();
            }
        }
    }

    private static List<String> keys(String below) throws IOException {
        Path trail = GOLDEN.resolve("trail");
        try (Stream<Path> files = Files.walk(trail.resolve(below))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> trail.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private static String event(String key) {
        return "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"trail\"},\"object\":{\"key\":\""
                + key + "\"}}}]}";
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
