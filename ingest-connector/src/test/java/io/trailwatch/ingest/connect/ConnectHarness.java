package io.trailwatch.ingest.connect;

import com.adobe.testing.s3mock.S3MockApplication;
import io.trailwatch.ingest.archive.LocalDirectory;
import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.RecordSink;
import io.trailwatch.ingest.archive.Reject;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.archive.TrailReader;
import io.trailwatch.ingest.archive.s3.AwsClients;
import io.trailwatch.ingest.archive.s3.AwsSettings;
import io.trailwatch.ingest.record.RecordSlice;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.util.clusters.EmbeddedConnectCluster;
import org.awaitility.Awaitility;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A broker, a distributed Connect worker with exactly-once source support, S3 and SQS, all in this JVM. */
final class ConnectHarness implements AutoCloseable {
    static final Path TRAIL = Path.of("..", "streams-app", "src", "test", "resources", "golden", "trail");

    final EmbeddedConnectCluster connect;
    final AwsSettings aws;
    final S3Client s3;
    final SqsClient sqs;
    private final S3MockApplication s3Server;
    private final SQSRestServer sqsServer;

    ConnectHarness() {
        s3Server = S3MockApplication.start(new HashMap<>(Map.of("server.port", 0, "http.port", 0)));
        sqsServer = SQSRestServerBuilder.withPort(0).withInterface("127.0.0.1").start();
        int sqsPort = sqsServer.waitUntilStarted().localAddress().getPort();
        aws = new AwsSettings(
                "us-east-1",
                null,
                "id",
                "secret",
                null,
                null,
                null,
                URI.create("http://127.0.0.1:" + s3Server.getHttpPort()),
                URI.create("http://127.0.0.1:" + sqsPort),
                null,
                true,
                false,
                3);
        s3 = AwsClients.s3(aws);
        sqs = AwsClients.sqs(aws);
        Properties broker = new Properties();
        broker.put("transaction.state.log.replication.factor", "1");
        broker.put("transaction.state.log.min.isr", "1");
        broker.put("group.initial.rebalance.delay.ms", "0");
        Map<String, String> worker = new HashMap<>();
        worker.put("exactly.once.source.support", "enabled");
        worker.put("offset.flush.interval.ms", "500");
        worker.put("scheduled.rebalance.max.delay.ms", "0");
        worker.put("plugin.discovery", "service_load");
        connect = new EmbeddedConnectCluster.Builder()
                .name("trailwatch")
                .numWorkers(1)
                .numBrokers(1)
                .brokerProps(broker)
                .workerProps(worker)
                .build();
        connect.start();
    }

    /** What a connector of this source has in common with others. */
    Map<String, String> connector(String source, String topic) {
        connect.kafka().createTopic(topic, 2);
        connect.kafka().createTopic(topic + ".quarantine", 1);
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", CloudTrailSourceConnector.class.getName());
        config.put("tasks.max", "1");
        config.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put(ConnectorSettings.SOURCE, source);
        config.put(ConnectorSettings.TOPIC, topic);
        config.put(ConnectorSettings.QUARANTINE_TOPIC, topic + ".quarantine");
        config.put(ConnectorSettings.POLL_INTERVAL, "PT0.2S");
        config.putAll(aws());
        return config;
    }

    /** How the servers here are reached. */
    Map<String, String> aws() {
        Map<String, String> config = new HashMap<>();
        config.put(ConnectorSettings.AWS_REGION, "us-east-1");
        config.put(ConnectorSettings.AWS_ACCESS_KEY_ID, "id");
        config.put(ConnectorSettings.AWS_SECRET_ACCESS_KEY, "secret");
        config.put(ConnectorSettings.S3_ENDPOINT, String.valueOf(aws.s3Endpoint()));
        config.put(ConnectorSettings.S3_PATH_STYLE, "true");
        config.put(ConnectorSettings.SQS_ENDPOINT, String.valueOf(aws.sqsEndpoint()));
        return config;
    }

    /** All that is committed on a topic. */
    List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                connect.kafka().createConsumer(Map.of("isolation.level", "read_committed", "group.id", "check"))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    List<String> values(String topic) {
        return committed(topic).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** ARN and record of all records on a topic, packed or not. */
    List<String> unpacked(String topic) throws IOException {
        List<String> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : committed(topic)) {
            Path file = Files.createTempFile("message", ".json");
            try {
                Files.write(file, message.value());
                records.addAll(read(file).records());
            } finally {
                Files.delete(file);
            }
        }
        return records;
    }

    /** The jars of a Connect worker as Kafka ships it, without those of the connector and of the tests. */
    static String workerClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.endsWith("-test.jar"))
                .filter(entry -> !hasAnyOf(
                        entry,
                        "io/trailwatch/",
                        "software/amazon/",
                        "org/apache/hc/",
                        "org/springframework/",
                        "org/apache/catalina/",
                        "com/adobe/",
                        "org/elasticmq/",
                        "org/apache/pekko/",
                        "tools/jackson/",
                        "kotlin/",
                        "org/junit/",
                        "org/assertj/",
                        "com/tngtech/"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean hasAnyOf(String jar, String... packages) {
        try (JarFile file = new JarFile(jar)) {
            return file.stream().anyMatch(entry -> Arrays.stream(packages).anyMatch(entry.getName()::startsWith));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a topic has so many records and returns all. */
    List<ConsumerRecord<byte[], byte[]>> await(String topic, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> committed(topic).size() >= count);
        return committed(topic);
    }

    /** What the reader finds in a folder: ARN (or null) and record, and what it rejects. */
    static Expected read(Path folder) throws IOException {
        Expected expected = new Expected(new ArrayList<>(), new ArrayList<>());
        try (Stream<TrailObject> objects = new LocalDirectory(folder, PathFilter.ALL).objects();
                TrailReader reader = new TrailReader()) {
            for (TrailObject object : objects.toList()) {
                reader.read(object, new RecordSink() {
                    @Override
                    public void record(RecordSlice record) {
                        String arn = record.hasArn() ? new String(record.arnBytes(), StandardCharsets.UTF_8) : "";
                        expected.records.add(arn + '\t' + record);
                    }

                    @Override
                    public void rejected(Reject reason, long position, byte[] array, int offset, int length) {
                        expected.rejected.add(object.name());
                    }
                });
            }
        }
        return expected;
    }

    record Expected(List<String> records, List<String> rejected) {}

    static String text(ConsumerRecord<byte[], byte[]> record) {
        String arn = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        return arn + '\t' + new String(record.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            connect.stop();
        } finally {
            s3.close();
            sqs.close();
            s3Server.stop();
            sqsServer.stopAndWait();
            Exit.resetExitProcedure();
            Exit.resetHaltProcedure();
        }
    }
}
