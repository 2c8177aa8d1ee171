package io.trailwatch.replay;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.broker.TopicSetup;
import io.trailwatch.broker.Trees;
import io.trailwatch.config.KafkaFile;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log that a replay goes through: a topic on the embedded broker, or on a cluster.
 *
 * @param clients how Kafka is reached, for every client
 * @param topics their names
 * @param state where the store's files may lie
 * @param kept whether the topics stay, so that they may hold what earlier runs fed
 * @param partitions of the records' topic; one that was there before keeps its own number
 * @param maxMessageBytes the largest message that the topic takes
 * @param fault completes when the embedded broker ends itself; never on a cluster
 */
record ReplayLog(
        Map<String, String> clients,
        Topics topics,
        Path state,
        boolean kept,
        int partitions,
        int maxMessageBytes,
        CompletableFuture<? extends RuntimeException> fault) {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayLog.class);
    private static final int REACH_SECONDS = 30;
    private static final int CLOSE_SECONDS = 10;

    /** Starts the embedded broker and makes the topics. */
    static ReplayLog embedded(@Nullable Path data, int partitions, Cleanup cleanup) {
        EmbeddedBroker broker = cleanup.add(
                EmbeddedBroker.start(data == null ? BrokerSettings.temporary() : BrokerSettings.kept(data)));
        broker.createTopics(partitions, null);
        Map<String, String> clients = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG,
                EmbeddedBroker.RETRY_MILLIS);
        int there = partitions;
        if (data != null) {
            try (Admin admin = admin(clients)) {
                there = partitions(admin, Topics.RECORDS);
            }
        }
        return new ReplayLog(
                clients,
                Topics.STANDARD,
                broker.folder().resolve("state"),
                data != null,
                there,
                FeedSettings.EMBEDDED_MESSAGE_BYTES,
                broker.fault());
    }

    /**
     * Makes the topics on a cluster.
     *
     * @param topic that the user named and keeps, or null for one that is removed at the end
     * @param id of this run
     */
    static ReplayLog cluster(
            String bootstrapServers,
            @Nullable Path clientFile,
            @Nullable String topic,
            String id,
            int partitions,
            Cleanup cleanup)
            throws IOException {
        Map<String, String> clients = KafkaFile.client(bootstrapServers, clientFile);
        Topics topics = Topics.of(topic == null ? "cloudtrail.replay." + id : topic);
        Path state = Files.createTempDirectory("trailwatch-state-");
        cleanup.add(() -> Trees.delete(state));
        try (Admin admin = admin(clients)) {
            reach(admin, bootstrapServers);
            if (topic == null) {
                cleanup.add(() -> remove(clients, topics, id));
            }
            TopicSetup.create(admin, topics, partitions, null);
            return new ReplayLog(
                    clients,
                    topics,
                    state,
                    topic != null,
                    partitions(admin, topics.records()),
                    maxMessageBytes(admin, topics.records()),
                    new CompletableFuture<>());
        } catch (KafkaException e) {
            throw unreachable(bootstrapServers, e);
        }
    }

    private static Admin admin(Map<String, String> clients) {
        Map<String, Object> config = new HashMap<>(clients);
        config.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return Admin.create(config);
    }

    private static void reach(Admin admin, String bootstrapServers) throws IOException {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(REACH_SECONDS * 1000))
                    .clusterId()
                    .get(REACH_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unreachable(bootstrapServers, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayStoppedException();
        }
    }

    private static ReplayException unreachable(String bootstrapServers, Throwable cause) {
        Throwable root = cause;
        while (root instanceof KafkaException && root.getCause() != null) {
            root = root.getCause();
        }
        return new ReplayException(
                "--bootstrap-servers: the cluster at " + Printable.of(bootstrapServers) + " can't be used ("
                        + root.getMessage() + "): check the address, the network and --kafka-config",
                cause);
    }

    private static int partitions(Admin admin, String topic) {
        TopicDescription description = answer(
                        topic, admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic);
        return description == null ? 1 : description.partitions().size();
    }

    private static int maxMessageBytes(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config =
                answer(topic, admin.describeConfigs(List.of(resource)).all()).get(resource);
        ConfigEntry entry = config == null ? null : config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        return entry == null
                ? FeedSettings.EMBEDDED_MESSAGE_BYTES
                : Math.min(Integer.parseInt(entry.value()), FeedSettings.EMBEDDED_MESSAGE_BYTES);
    }

    private static <T> T answer(String topic, KafkaFuture<T> future) {
        try {
            return future.get(REACH_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ReplayException(
                    "topic " + topic + " can't be described (" + e.getMessage() + "): check the user's permissions", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayStoppedException();
        }
    }

    /** Removes a run's own topics and its group. What is not there, or the cluster does not let go, stays. */
    private static void remove(Map<String, String> clients, Topics topics, String id) throws InterruptedException {
        try (Admin admin = admin(clients)) {
            for (KafkaFuture<Void> removal : List.of(
                    admin.deleteTopics(List.of(topics.records(), topics.quarantine(), topics.progress()))
                            .all(),
                    admin.deleteConsumerGroups(List.of(group(id))).all())) {
                try {
                    removal.get(CLOSE_SECONDS, TimeUnit.SECONDS);
                } catch (ExecutionException | TimeoutException e) {
                    LOG.debug("not removed", e);
                }
            }
        }
    }

    /** The application id of a run. */
    static String group(String id) {
        return "trailwatch-replay-" + id;
    }
}
