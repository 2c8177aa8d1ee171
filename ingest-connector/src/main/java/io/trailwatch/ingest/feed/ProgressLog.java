package io.trailwatch.ingest.feed;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Finds what earlier runs committed. */
final class ProgressLog {
    private static final Duration POLL = Duration.ofSeconds(1);

    private ProgressLog() {}

    /**
     * Ends the open transactions of earlier runs, whatever number of threads they had, then reads into {@code files} how far
     * each file was read: up to the topic's end, not to that of its committed messages, which another feed's open transaction
     * holds back, and with it what this one has committed behind. Reading waits until that transaction is over.
     */
    static void load(FeedSettings settings, FileTable files, int now) throws InterruptedException {
        try {
            read(settings, files, now, fence(settings));
        } catch (KafkaException | ExecutionException e) {
            Throwable root = e.getCause() == null ? e : e.getCause();
            throw new FeedException(
                    "what was read before can't be found on topic "
                            + settings.topics().progress() + " ("
                            + root.getClass().getSimpleName() + ": " + root.getMessage() + "): check the broker",
                    e);
        }
    }

    private static long fence(FeedSettings settings) throws ExecutionException, InterruptedException {
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        try (Admin admin = Admin.create(properties)) {
            Set<String> ids = new TreeSet<>();
            for (TransactionListing transaction : admin.listTransactions().all().get()) {
                if (isOurs(settings.id(), transaction.transactionalId())) {
                    ids.add(transaction.transactionalId());
                }
            }
            if (!ids.isEmpty()) {
                admin.fenceProducers(ids).all().get();
            }
            TopicPartition partition = new TopicPartition(settings.topics().progress(), 0);
            return admin.listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }

    private static boolean isOurs(String id, String transactionalId) {
        return transactionalId.startsWith(id + "-")
                && transactionalId.substring(id.length() + 1).matches("[0-9]+");
    }

    private static void read(FeedSettings settings, FileTable files, int now, long end) {
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        TopicPartition partition = new TopicPartition(settings.topics().progress(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(record, files, now);
                }
            }
        }
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, FileTable files, int now) {
        byte[] name = record.key();
        if (name == null || name.length != FileKey.BYTES) {
            return;
        }
        FileEntry entry = record.value() == null ? null : FileEntry.decode(record.value());
        if (entry == null) {
            files.remove(FileKey.of(name));
        } else {
            files.put(FileKey.of(name), entry, now);
        }
    }
}
