package io.trailwatch.broker;

import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.text.Printable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** A Kafka cluster, or the embedded broker, as an administrator sees it. Everything that fails is one line for the user. */
public final class Cluster implements AutoCloseable {
    private static final int REACH_SECONDS = 30;

    private final String servers;
    private final Admin admin;

    private Cluster(String servers, Admin admin) {
        this.servers = servers;
        this.admin = admin;
    }

    /**
     * Reaches it.
     *
     * @param client settings for Kafka clients, {@code bootstrap.servers} among them
     * @throws BrokerException when it can't be reached
     */
    public static Cluster reach(Map<String, String> client) {
        String servers = Printable.of(client.getOrDefault(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, ""));
        Map<String, Object> config = new HashMap<>(client);
        config.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        Admin admin = null;
        try {
            admin = Admin.create(config);
            Cluster cluster = new Cluster(servers, admin);
            cluster.answer(admin.describeCluster(new DescribeClusterOptions().timeoutMs(REACH_SECONDS * 1000))
                    .clusterId());
            return cluster;
        } catch (KafkaException e) {
            throw new BrokerException(unusable(servers, withoutSecrets(why(e), client)), e);
        } catch (BrokerException e) {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
            throw e;
        }
    }

    /**
     * Makes the topics that are not there yet; where all are, nothing is asked for, so that no permission is needed.
     *
     * @param partitions of the records' topic
     * @param copies of each message; 0 for the cluster's default
     * @param retention how long records stay on the topic, or null for ever
     */
    public void createTopics(Topics topics, int partitions, int copies, @Nullable Duration retention) {
        if (exists(topics.records()) && exists(topics.quarantine()) && exists(topics.progress())) {
            return;
        }
        TopicSetup.create(admin, topics, partitions, copies, retention);
    }

    private boolean exists(String topic) {
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get(REACH_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw unusable(servers, e);
        } catch (TimeoutException e) {
            throw unusable(servers, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** How many partitions a topic has. */
    public int partitions(String topic) {
        TopicDescription description =
                answer(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
        return description == null ? 1 : description.partitions().size();
    }

    /** The largest message that a topic takes, in bytes; no more than what the embedded broker takes. */
    public int maxMessageBytes(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = answer(admin.describeConfigs(List.of(resource)).all()).get(resource);
        ConfigEntry entry = config == null ? null : config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        return entry == null
                ? FeedSettings.EMBEDDED_MESSAGE_BYTES
                : Math.min(Integer.parseInt(entry.value()), FeedSettings.EMBEDDED_MESSAGE_BYTES);
    }

    private <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(REACH_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unusable(servers, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static BrokerException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BrokerException("interrupted while the cluster was asked", e);
    }

    private static BrokerException unusable(String servers, Exception e) {
        return new BrokerException(unusable(servers, why(e)), e);
    }

    private static String unusable(String servers, String why) {
        return "the Kafka cluster at " + servers + " can't be used (" + Printable.of(why, 300)
                + "): check --bootstrap-servers, the network and --kafka-config";
    }

    /** A login that is written wrongly comes back in words of it. */
    private static String withoutSecrets(String why, Map<String, String> client) {
        String told = why;
        for (Map.Entry<String, String> setting : client.entrySet()) {
            if (setting.getKey().matches(".*(jaas|password|secret|keystore\\.key|token).*")) {
                for (String word : setting.getValue().split("[\\s\"';=]+")) {
                    if (word.length() >= 4 && !word.endsWith("LoginModule") && !word.equals("required")) {
                        told = told.replace(word, "****");
                    }
                }
            }
        }
        return told;
    }

    private static String why(Exception e) {
        Throwable root = e;
        while ((root instanceof KafkaException || root instanceof ExecutionException) && root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
