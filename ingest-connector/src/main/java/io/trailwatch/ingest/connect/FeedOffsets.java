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
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
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

    /** Reads what is committed. */
    static FeedOffsets load(FeedSettings settings) throws IOException {
        FeedOffsets loaded = new FeedOffsets();
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        TopicPartition partition = new TopicPartition(settings.topics().progress(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    loaded.take(record);
                }
            }
        }
        return loaded;
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
