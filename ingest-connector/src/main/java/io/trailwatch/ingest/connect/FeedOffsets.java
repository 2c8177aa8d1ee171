package io.trailwatch.ingest.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.ingest.connect.source.OffsetStore;
import io.trailwatch.ingest.feed.FeedSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Source offsets on a feed's progress topic: key and value are JSON objects. */
final class FeedOffsets implements OffsetStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Map<Map<String, String>, Map<String, Object>> offsets = new HashMap<>();

    private FeedOffsets() {}

    static byte[] encode(Map<String, ?> map) {
        try {
            return JSON.writeValueAsBytes(map);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text and numbers are JSON", e);
        }
    }

    /**
     * Reads what is committed, up to the topic's end, not to that of its committed messages: another feed's open transaction
     * holds that back, and with it what this one has committed behind. Reading waits until that transaction is over.
     */
    static FeedOffsets load(FeedSettings settings) throws IOException, InterruptedException {
        FeedOffsets loaded = new FeedOffsets();
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        TopicPartition partition = new TopicPartition(settings.topics().progress(), 0);
        long end = end(settings, partition);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    loaded.take(record);
                }
            }
        }
        return loaded;
    }

    private static long end(FeedSettings settings, TopicPartition partition) throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        try (Admin admin = Admin.create(properties)) {
            return admin.listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new KafkaException("no end of " + partition + ": " + e.getCause(), e);
        }
    }

    /** Keys of a folder's files are no JSON objects. */
    private void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
        byte[] key = record.key();
        if (key == null || key.length < 2 || key[0] != '{' || key[key.length - 1] != '}') {
            return;
        }
        Map<String, String> partition;
        try {
            partition = JSON.readValue(key, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            return;
        }
        if (record.value() == null) {
            offsets.remove(partition);
        } else {
            offsets.put(partition, JSON.readValue(record.value(), new TypeReference<Map<String, Object>>() {}));
        }
    }

    @Override
    public Map<Map<String, String>, Map<String, Object>> load(Collection<Map<String, String>> partitions) {
        Map<Map<String, String>, Map<String, Object>> found = new HashMap<>();
        for (Map<String, String> partition : partitions) {
            Map<String, Object> offset = offsets.get(partition);
            if (offset != null) {
                found.put(partition, offset);
            }
        }
        return found;
    }
}
