package io.trailwatch.ingest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.ingest.archive.s3.AwsClients;
import io.trailwatch.ingest.archive.s3.AwsSettings;
import io.trailwatch.ingest.archive.s3.FakeS3;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The worker and the broker die (SIGKILL) in the middle of a load of 500 objects, again and again: each record comes once. */
class ConnectKillIT {
    private static final int OBJECTS = 500;
    private static final int RECORDS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private enum Victims {
        WORKER,
        BROKER,
        BOTH
    }

    private final List<String> expected = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();

    private void fill(FakeS3 s3) {
        for (int object = 0; object < OBJECTS; object++) {
            StringBuilder file = new StringBuilder("{\"Records\":[");
            for (int record = 0; record < RECORDS; record++) {
                String id = object + "-" + record;
                expected.add(id);
                file.append(record == 0 ? "" : ",")
                        .append("{\"eventTime\":\"2024-03-05T00:00:00Z\",\"eventSource\":\"s3.amazonaws.com\",")
                        .append("\"eventName\":\"GetObject\",\"eventID\":\"")
                        .append(id)
                        .append("\",\"userIdentity\":{\"arn\":\"arn:aws:iam::111122223333:user/u")
                        .append(record % 5)
                        .append("\"}}");
            }
            String key = "AWSLogs/111122223333/CloudTrail/region-" + object % 4 + "/2024/03/05/" + object + ".json";
            keys.add(key);
            s3.put(key, file.append("]}").toString().getBytes(StandardCharsets.UTF_8), Instant.now());
        }
    }

    private static Map<String, String> connector(FakeS3 s3, String source, String topic) {
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", CloudTrailSourceConnector.class.getName());
        config.put("tasks.max", "2");
        config.put(ConnectorSettings.SOURCE, source);
        config.put(ConnectorSettings.TOPIC, topic);
        config.put(ConnectorSettings.QUARANTINE_TOPIC, topic + ".quarantine");
        config.put(ConnectorSettings.POLL_INTERVAL, "PT0.5S");
        config.put(ConnectorSettings.BATCH_RECORDS, "37");
        config.put(ConnectorSettings.AWS_REGION, "us-east-1");
        config.put(ConnectorSettings.AWS_ACCESS_KEY_ID, "id");
        config.put(ConnectorSettings.AWS_SECRET_ACCESS_KEY, "secret");
        config.put(ConnectorSettings.S3_ENDPOINT, s3.uri().toString());
        config.put(ConnectorSettings.S3_PATH_STYLE, "true");
        return config;
    }

    /** Reads what is committed, from where it was the last time. */
    private static final class Committed implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        final Map<String, List<String>> ids = new HashMap<>();

        Committed(String servers, String... topics) {
            consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            servers,
                            "isolation.level",
                            "read_committed",
                            "enable.auto.commit",
                            false),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                ids.put(topic, new ArrayList<>());
                partitions.add(new TopicPartition(topic, 0));
                partitions.add(new TopicPartition(topic, 1));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        int count(String topic) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                try {
                    JsonNode event = JSON.readTree(record.value());
                    ids.get(record.topic()).add(event.path("eventID").asText());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
            return ids.get(topic).size();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void eachRecordComesOnceHoweverOftenTheWorkerAndTheBrokerAreKilled(@TempDir Path folder) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SQSRestServer sqsServer =
                SQSRestServerBuilder.withPort(0).withInterface("127.0.0.1").start();
        URI sqsUri = URI.create("http://127.0.0.1:"
                + sqsServer.waitUntilStarted().localAddress().getPort());
        try (FakeS3 s3 = new FakeS3();
                ConnectProcesses connect = new ConnectProcesses(folder)) {
            fill(s3);
            s3.delay(Duration.ofMillis(4));
            String queue = queue(s3.settings(3), sqsUri);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", connect.bootstrapServers()))) {
                List<NewTopic> topics = new ArrayList<>();
                for (String topic : List.of("listed", "noticed")) {
                    topics.add(new NewTopic(topic, 2, (short) 1));
                    topics.add(new NewTopic(topic + ".quarantine", 1, (short) 1));
                }
                admin.createTopics(topics).all().get();
            }
            Map<String, String> listed = connector(s3, "s3", "listed");
            listed.put(ConnectorSettings.S3_BUCKET, "trail");
            Map<String, String> noticed = connector(s3, "sqs", "noticed");
            noticed.put(ConnectorSettings.SQS_QUEUE_URL, queue);
            noticed.put(ConnectorSettings.SQS_ENDPOINT, sqsUri.toString());
            noticed.put(ConnectorSettings.SQS_WAIT, "1");
            noticed.put(ConnectorSettings.SQS_VISIBILITY, "5");
            connect.configure("listed", listed);
            connect.configure("noticed", noticed);

            try (Committed committed = new Committed(connect.bootstrapServers(), "listed", "noticed")) {
                int round = 0;
                for (Victims victims : Victims.values()) {
                    int kill = OBJECTS * RECORDS / 4 * round++ + 100 + random.nextInt(2000);
                    String watched = random.nextBoolean() ? "listed" : "noticed";
                    await(connect, committed, watched, kill, seed);
                    if (victims != Victims.BROKER) {
                        connect.killWorker();
                    }
                    if (victims != Victims.WORKER) {
                        connect.killBroker();
                        connect.startBroker();
                    }
                    if (victims != Victims.BROKER) {
                        connect.startWorker();
                    }
                }
                for (String topic : List.of("listed", "noticed")) {
                    await(connect, committed, topic, expected.size(), seed);
                }
                awaitNoMessages(s3.settings(3), sqsUri, queue);
                for (String topic : List.of("listed", "noticed")) {
                    committed.count(topic);
                    assertThat(committed.ids.get(topic))
                            .as("%s, seed %d", topic, seed)
                            .containsExactlyInAnyOrderElementsOf(expected);
                }
            }
            seenOverJmx(connect);
        } finally {
            sqsServer.stopAndWait();
        }
    }

    private static void await(ConnectProcesses connect, Committed committed, String topic, int count, long seed) {
        int[] polls = {0};
        Awaitility.await()
                .alias(topic + ": " + count + " records, seed " + seed)
                .atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    if (++polls[0] % 100 == 0) {
                        connect.restartFailed("listed");
                        connect.restartFailed("noticed");
                    }
                    return committed.count(topic) >= count;
                });
    }

    private String queue(AwsSettings aws, URI endpoint) {
        try (SqsClient sqs = sqs(aws, endpoint)) {
            String queue =
                    sqs.createQueue(request -> request.queueName("trail")).queueUrl();
            for (int i = 0; i < keys.size(); i += 5) {
                String names = String.join("\",\"", keys.subList(i, i + 5));
                String body = "{\"s3Bucket\":\"trail\",\"s3ObjectKey\":[\"" + names + "\"]}";
                sqs.sendMessage(request -> request.queueUrl(queue).messageBody(body));
            }
            return queue;
        }
    }

    private static SqsClient sqs(AwsSettings aws, URI endpoint) {
        return AwsClients.sqs(new AwsSettings(
                aws.region(), null, "id", "secret", null, null, null, null, endpoint, null, true, false, 3));
    }

    private static void awaitNoMessages(AwsSettings aws, URI endpoint, String queue) {
        try (SqsClient sqs = sqs(aws, endpoint)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> sqs
                                    .getQueueAttributes(request -> request.queueUrl(queue)
                                            .attributeNamesWithStrings(
                                                    "ApproximateNumberOfMessages",
                                                    "ApproximateNumberOfMessagesNotVisible"))
                                    .attributesAsStrings()
                                    .values()
                                    .stream()
                                    .mapToInt(Integer::parseInt)
                                    .sum()
                            == 0);
        }
    }

    /** Each task's counts are there to be asked of the worker's process. */
    private static void seenOverJmx(ConnectProcesses connect) throws Exception {
        for (String task : List.of("listed,task=0", "listed,task=1", "noticed,task=0")) {
            ObjectName name = new ObjectName("trailwatch.connect:type=source-task,connector=" + task);
            Map<String, Object> values = connect.jmx(server -> {
                Map<String, Object> found = new HashMap<>();
                for (var attribute : server.getMBeanInfo(name).getAttributes()) {
                    found.put(attribute.getName(), server.getAttribute(name, attribute.getName()));
                }
                return found;
            });
            assertThat(values).as(task).containsKeys("objects", "records", "lag-seconds", "skipped-duplicate");
            assertThat(values.values()).allMatch(value -> value instanceof Long);
        }
    }
}
