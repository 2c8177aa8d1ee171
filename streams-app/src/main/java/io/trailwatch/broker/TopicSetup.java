package io.trailwatch.broker;

import io.trailwatch.ingest.feed.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Makes Trailwatch's topics, on the embedded broker or on a cluster. */
public final class TopicSetup {
    private static final String FOREVER = "-1";
    private static final Duration LEADERS_WITHIN = Duration.ofSeconds(60);
    private static final Duration LEADER_PAUSE = Duration.ofMillis(10);

    private TopicSetup() {}

    /**
     * Makes the topics that are not there yet; those that are keep their partitions and settings.
     *
     * @param partitions of the records' topic
     * @param retention how long records stay on the topic, or null for ever
     * @throws BrokerException when a topic can't be made
     */
    public static void create(Admin admin, int partitions, @Nullable Duration retention) {
        create(admin, Topics.STANDARD, partitions, retention);
    }

    /** The same for topics with other names. */
    public static void create(Admin admin, Topics topics, int partitions, @Nullable Duration retention) {
        create(admin, topics, partitions, 0, retention);
    }

    /**
     * The same with a number of copies.
     *
     * @param copies of each message; 0 for the cluster's default
     */
    public static void create(Admin admin, Topics topics, int partitions, int copies, @Nullable Duration retention) {
        String kept = retention == null ? FOREVER : Long.toString(Math.max(1, retention.toMillis()));
        String largest = Integer.toString(NodeConfig.MAX_MESSAGE_BYTES);
        // The broker's time: with CloudTrail's own, time retention would delete an archive as fast as it is loaded.
        Map<String, String> records = Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                TopicConfig.RETENTION_MS_CONFIG, kept,
                TopicConfig.RETENTION_BYTES_CONFIG, FOREVER,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, largest);
        Map<String, String> progress = Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Integer.toString(16 * 1024 * 1024));
        CreateTopicsResult result = admin.createTopics(List.of(
                topic(topics.records(), partitions, copies, records),
                topic(topics.quarantine(), 1, copies, records),
                topic(topics.progress(), 1, copies, progress)));
        for (var entry : result.values().entrySet()) {
            try {
                entry.getValue().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new BrokerException(
                            "topic " + entry.getKey() + " can't be made ("
                                    + DataFolder.reason(e.getCause() == null ? e : e.getCause())
                                    + "): check the broker and its permissions",
                            e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerException("making the topics was interrupted", e);
            }
        }
        awaitLeaders(admin, List.of(topics.records(), topics.quarantine(), topics.progress()));
    }

    /**
     * Waits until every partition's leader answers. A topic is there when the controller knows it; a producer that writes before
     * the leader does gets its first batches back, and with several of them under way an idempotent one may not get them in
     * again (seen with Kafka 4.3.1: OUT_OF_ORDER_SEQUENCE_NUMBER for ever).
     */
    private static void awaitLeaders(Admin admin, List<String> names) {
        long deadline = System.nanoTime() + LEADERS_WITHIN.toNanos();
        while (true) {
            try {
                Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
                admin.describeTopics(names)
                        .allTopicNames()
                        .get()
                        .forEach((name, topic) -> topic.partitions()
                                .forEach(p -> ends.put(new TopicPartition(name, p.partition()), OffsetSpec.latest())));
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw new BrokerException(
                            "the topics' leaders don't answer ("
                                    + DataFolder.reason(e.getCause() == null ? e : e.getCause())
                                    + "): check the broker and its permissions",
                            e);
                }
                LockSupport.parkNanos(LEADER_PAUSE.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerException("waiting for the topics was interrupted", e);
            }
        }
    }

    private static NewTopic topic(String name, int partitions, int copies, Map<String, String> configuration) {
        Optional<Short> replication = copies == 0 ? Optional.empty() : Optional.of((short) copies);
        return new NewTopic(name, Optional.of(partitions), replication).configs(configuration);
    }
}
