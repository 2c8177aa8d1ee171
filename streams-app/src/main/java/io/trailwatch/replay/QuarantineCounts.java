package io.trailwatch.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trailwatch.ingest.archive.Reject;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What all runs into one log found in files that is no record, counted on the quarantine topic. */
final class QuarantineCounts {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final JsonFactory JSON = new JsonFactory();

    private QuarantineCounts() {}

    /** @param clients how Kafka is reached */
    static Map<Reject, Long> of(Map<String, String> clients, String topic)
            throws ExecutionException, InterruptedException {
        Map<String, Object> config = new HashMap<>(clients);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        Map<Reject, Long> counts = new EnumMap<>(Reject.class);
        try (Admin admin = Admin.create(config);
                Consumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = TopicEnd.highWatermarks(admin, partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                    Reject reason = reason(message.value());
                    if (reason != null) {
                        counts.merge(reason, 1L, Long::sum);
                    }
                }
            }
        }
        return counts;
    }

    /** Why something in a file is no record; null for what the topology put there, and for whole files. */
    static @Nullable Reject reason(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        boolean ofFile = false;
        String reason = "";
        try (JsonParser parser = JSON.createParser(value)) {
            while (parser.nextToken() != null && parser.currentToken() != JsonToken.END_OBJECT) {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    String name = parser.currentName();
                    ofFile |= "file".equals(name);
                    if ("reason".equals(name)) {
                        reason = parser.getText();
                        break;
                    }
                }
            }
        } catch (IOException e) {
            return null; // another program's
        }
        if (!ofFile) {
            return null;
        }
        for (Reject reject : Reject.values()) {
            if (reject.text().equals(reason)) {
                return reject;
            }
        }
        return reason.equals("larger than the topic takes") ? Reject.TOO_LARGE : null;
    }
}
