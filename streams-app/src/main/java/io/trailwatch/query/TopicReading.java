package io.trailwatch.query;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How the records' topic is read for questions, by consumers without a group.
 *
 * @param client what the user's Kafka configuration file says: security and the like
 */
public record TopicReading(String bootstrapServers, Map<String, String> client, String topic) {
    private static final int CALL_MILLIS = 10_000;
    private static final int FETCH_BYTES = 4 << 20;
    private static final int PARTITION_FETCH_BYTES = 1 << 20;

    public TopicReading {
        client = Map.copyOf(client);
    }

    /** For following the topic's end: the broker answers as soon as there is something. */
    Consumer<byte[], byte[]> atEnd() {
        return open(500);
    }

    /** For reading what is there: where there is nothing the broker must not wait, or the next seek would wait for it. */
    Consumer<byte[], byte[]> within() {
        return open(1);
    }

    private Consumer<byte[], byte[]> open(int waitMillis) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, waitMillis);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        properties.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public String toString() {
        return "TopicReading[" + topic + " on " + bootstrapServers + "]";
    }
}
