package io.trailwatch.ingest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.ingest.archive.LocalDirectory;
import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The connector on a real worker with exactly-once support, with a real broker and servers that speak S3's and SQS's protocols. */
class ConnectorIT {
    private static ConnectHarness harness;
    private static ConnectHarness.Expected golden;

    @BeforeAll
    static void start() throws IOException {
        golden = ConnectHarness.read(ConnectHarness.TRAIL);
        assertThat(golden.records()).hasSizeGreaterThan(20);
        harness = new ConnectHarness();
    }

    @AfterAll
    static void stop() {
        if (harness != null) {
            harness.close();
        }
    }

    private static void assertGolden(String topic) {
        List<ConsumerRecord<byte[], byte[]>> found =
                harness.await(topic, golden.records().size());
        assertThat(found.stream().map(ConnectHarness::text)).containsExactlyInAnyOrderElementsOf(golden.records());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> harness.committed(topic + ".quarantine").size()
                        >= golden.rejected().size());
        assertThat(harness.values(topic + ".quarantine"))
                .hasSize(golden.rejected().size());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader("trailwatch.object").value(), StandardCharsets.UTF_8);
    }

    private static void upload(String bucket) throws IOException {
        harness.s3.createBucket(request -> request.bucket(bucket));
        try (Stream<TrailObject> objects = new LocalDirectory(ConnectHarness.TRAIL, PathFilter.ALL).objects()) {
            for (TrailObject object : objects.toList()) {
                try (InputStream stream = object.open()) {
                    harness.s3.putObject(
                            request -> request.bucket(bucket).key(object.name()),
                            RequestBody.fromBytes(stream.readAllBytes()));
                }
            }
        }
    }

    @Test
    void aFolderIsLoaded() throws Exception {
        Map<String, String> config = harness.connector("directory", "folder");
        config.put(
                ConnectorSettings.DIRECTORY_PATH,
                ConnectHarness.TRAIL.toRealPath().toString());
        config.put(ConnectorSettings.DIRECTORY_SETTLE, "PT0.001S");
        config.put("tasks.max", "2");
        harness.connect.configureConnector("folder", config);
        assertGolden("folder");

        Set<String> objects = new HashSet<>();
        harness.committed("folder").forEach(record -> objects.add(header(record)));
        assertThat(objects).hasSizeGreaterThan(5).allMatch(name -> Files.exists(Path.of(name)));

        long records = 0;
        for (int task = 0; task < 2; task++) {
            records += (Long) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(
                            new ObjectName("trailwatch.connect:type=source-task,connector=folder,task=" + task),
                            "records");
        }
        assertThat(records).isEqualTo(golden.records().size());
        harness.connect.deleteConnector("folder");
    }

    @Test
    void aBucketIsLoadedByListing() throws Exception {
        upload("listed");
        Map<String, String> config = harness.connector("s3", "listed");
        config.put(ConnectorSettings.S3_BUCKET, "listed");
        config.put("transaction.boundary", "connector");
        harness.connect.configureConnector("listed", config);
        assertGolden("listed");
        assertThat(harness.committed("listed"))
                .allMatch(record -> header(record).startsWith("s3://listed/"));

        harness.connect.stopConnector("listed");
        harness.connect.assertions().assertConnectorIsStopped("listed", "not stopped");
        assertThat(harness.connect.connectorOffsets("listed").offsets())
                .anySatisfy(offset -> assertThat(new HashMap<String, Object>(offset.partition()))
                        .containsEntry("source", "s3://listed/")
                        .containsEntry("stream", "AWSLogs/123456789012/CloudTrail/us-east-1/"))
                .allSatisfy(offset ->
                        assertThat(new HashMap<String, Object>(offset.offset())).containsKey("cursor"));

        // A region whose offset is taken away is read again, the others are not.
        String region = "AWSLogs/123456789012/CloudTrail/us-east-1/";
        long ofRegion = harness.committed("listed").stream()
                .filter(record -> header(record).startsWith("s3://listed/" + region))
                .count();
        assertThat(ofRegion).isPositive().isLessThan(golden.records().size());
        harness.connect.alterSourceConnectorOffset("listed", Map.of("source", "s3://listed/", "stream", region), null);
        harness.connect.resumeConnector("listed");
        harness.await("listed", (int) (golden.records().size() + ofRegion));
        harness.connect.stopConnector("listed");
        harness.connect.assertions().assertConnectorIsStopped("listed", "not stopped");
        assertThat(harness.committed("listed")).hasSize((int) (golden.records().size() + ofRegion));

        harness.connect.resetConnectorOffsets("listed");
        assertThat(harness.connect.connectorOffsets("listed").offsets()).isEmpty();
        harness.connect.deleteConnector("listed");
    }

    @Test
    void aBucketIsLoadedByNoticesAndMessagesAreDeleted() throws Exception {
        upload("noticed");
        String queue =
                harness.sqs.createQueue(request -> request.queueName("noticed")).queueUrl();
        List<String> keys = new ArrayList<>();
        harness.s3
                .listObjectsV2(request -> request.bucket("noticed"))
                .contents()
                .forEach(o -> keys.add(o.key()));
        List<String> bodies = new ArrayList<>();
        bodies.add("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"noticed\"}");
        bodies.add("this is no notice");
        for (String key : keys) {
            bodies.add("{\"s3Bucket\":\"noticed\",\"s3ObjectKey\":[\"" + key + "\"]}");
        }
        bodies.add(bodies.get(bodies.size() - 1)); // Told twice.
        bodies.forEach(body ->
                harness.sqs.sendMessage(request -> request.queueUrl(queue).messageBody(body)));

        Map<String, String> config = harness.connector("sqs", "noticed");
        config.put(ConnectorSettings.SQS_QUEUE_URL, queue);
        config.put(ConnectorSettings.SQS_WAIT, "1");
        harness.connect.configureConnector("noticed", config);

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> messages(queue) == 0);
        List<ConsumerRecord<byte[], byte[]>> found =
                harness.await("noticed", golden.records().size());
        assertThat(found.stream().map(ConnectHarness::text)).containsExactlyInAnyOrderElementsOf(golden.records());
        assertThat(harness.values("noticed.quarantine"))
                .hasSize(golden.rejected().size() + 1)
                .anyMatch(value -> value.contains("this is no notice") && value.contains("\"reason\":\"no JSON\""));
        harness.connect.deleteConnector("noticed");
    }

    /** Messages in a queue, those under way with them. */
    private static int messages(String queue) {
        Map<QueueAttributeName, String> attributes = harness.sqs
                .getQueueAttributes(request -> request.queueUrl(queue)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }

    @Test
    void tasksAndAWorkerThatEndInTheMiddleOfALoadGiveEachRecordOnce(@TempDir Path folder) throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Path day = Files.createDirectories(folder.resolve("AWSLogs/1/CloudTrail/r" + i % 4 + "/2024/03/05"));
            StringBuilder file = new StringBuilder("{\"Records\":[");
            for (int r = 0; r < 20; r++) {
                String record =
                        "{\"eventTime\":\"2024-03-05T00:00:00Z\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"E"
                                + i + "-" + r + "\",\"userIdentity\":{\"arn\":\"arn:aws:iam::1:user/" + r % 5 + "\"}}";
                expected.add(record);
                file.append(r == 0 ? "" : ",").append(record);
            }
            Files.writeString(day.resolve(i + ".json"), file.append("]}"));
        }
        Map<String, String> config = harness.connector("directory", "restarted");
        config.put(ConnectorSettings.DIRECTORY_PATH, folder.toString());
        config.put(ConnectorSettings.DIRECTORY_SETTLE, "PT0.001S");
        config.put(ConnectorSettings.BATCH_RECORDS, "37");
        config.put("tasks.max", "2");
        harness.connect.configureConnector("restarted", config);
        harness.connect.assertions().assertConnectorAndExactlyNumTasksAreRunning("restarted", 2, "not running");
        for (int i = 0; i < 3; i++) {
            int wanted = 100 + 1500 * i;
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> harness.committed("restarted").size() >= wanted);
            if (i == 1) {
                harness.connect.removeWorker();
                harness.connect.addWorker();
            } else {
                harness.connect.restartConnectorAndTasks("restarted", false, true, false);
            }
        }
        harness.await("restarted", expected.size());
        assertThat(harness.values("restarted")).containsExactlyInAnyOrderElementsOf(expected);
        harness.connect.deleteConnector("restarted");
    }

    @Test
    void aBucketIsFollowedInOneProcessOverRestarts() throws Exception {
        upload("followed");
        harness.connector("s3", "followed");
        harness.connect.kafka().createTopic("followed.feed", 1, 1, Map.of("cleanup.policy", "compact"));
        Map<String, String> source = new HashMap<>(harness.aws());
        source.put(ConnectorSettings.SOURCE, "s3");
        source.put(ConnectorSettings.S3_BUCKET, "followed");
        source.put(ConnectorSettings.POLL_INTERVAL, "PT0.2S");
        FeedSettings feed = FeedSettings.of(harness.connect.kafka().bootstrapServers(), "s3://followed/")
                .withTopics(Topics.of("followed"))
                .withMaxMessageBytes(1_000_000)
                .withId("followed");
        try (SourceFeed first = SourceFeed.start(source, feed)) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(first::caughtUp);
            assertThat(first.metrics().get("records"))
                    .isEqualTo(golden.records().size());
            assertThat(first.trouble()).isNull();
        }
        String late =
                "{\"eventTime\":\"2024-03-05T00:00:00Z\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"Late\"}";
        harness.s3.putObject(request -> request.bucket("followed").key("exports/0.json"), RequestBody.fromString(late));
        try (SourceFeed second = SourceFeed.start(source, feed)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> second.metrics().get("records") > 0 && second.caughtUp());
        }
        List<String> expected = new ArrayList<>(golden.records());
        expected.add("\t" + late);
        assertThat(harness.unpacked("followed")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void thePluginFolderRunsInAnUnmodifiedWorker(@TempDir Path folder) throws Exception {
        Path plugin = Path.of("target", "plugin").toAbsolutePath();
        assertThat(plugin.resolve("trailwatch-connector"))
                .as("the plugin folder, which mvn package makes")
                .isDirectory();
        harness.connector("directory", "plugged");
        Properties worker = load("connect-standalone.properties");
        worker.setProperty("bootstrap.servers", harness.connect.kafka().bootstrapServers());
        worker.setProperty(
                "offset.storage.file.filename", folder.resolve("offsets").toString());
        worker.setProperty("plugin.path", plugin.toString());
        worker.setProperty("listeners", "http://127.0.0.1:0");
        Properties connector = load("connector-directory.properties");
        connector.setProperty(
                "directory.path", ConnectHarness.TRAIL.toRealPath().toString());
        connector.setProperty("topic", "plugged");
        connector.setProperty("quarantine.topic", "plugged.quarantine");
        Path log = folder.resolve("worker.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        ConnectHarness.workerClassPath(),
                        "org.apache.kafka.connect.cli.ConnectStandalone",
                        store(worker, folder.resolve("worker.properties")),
                        store(connector, folder.resolve("connector.properties")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> !process.isAlive()
                            || harness.committed("plugged").size()
                                    >= golden.records().size());
            assertThat(harness.committed("plugged").stream().map(ConnectHarness::text))
                    .as(() -> read(log))
                    .containsExactlyInAnyOrderElementsOf(golden.records());
        } finally {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
    }

    private static Properties load(String file) throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = Files.newInputStream(Path.of("..", "config", file))) {
            properties.load(stream);
        }
        return properties;
    }

    private static String store(Properties properties, Path file) throws IOException {
        try (OutputStream stream = Files.newOutputStream(file)) {
            properties.store(stream, null);
        }
        return file.toString();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aWrongConfigurationIsToldInOneLine() {
        Map<String, String> config = new HashMap<>(harness.connector("s3", "wrong"));
        config.put("name", "wrong");
        config.put(ConnectorSettings.S3_BUCKET, "nosuchbucket");
        var errors = harness.connect.validateConnectorConfig(CloudTrailSourceConnector.class.getSimpleName(), config);
        assertThat(errors.errorCount()).isEqualTo(1);
        assertThat(errors.configs())
                .filteredOn(c -> c.configValue().name().equals(ConnectorSettings.S3_BUCKET))
                .singleElement()
                .satisfies(c -> assertThat(c.configValue().errors().get(0)).startsWith("no such bucket (NoSuchBucket"));
    }
}
