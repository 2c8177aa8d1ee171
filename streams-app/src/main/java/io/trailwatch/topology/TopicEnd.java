package io.trailwatch.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Where a topic's messages end. The end offset of a partition is no use for that: a transaction's marker takes an offset that
 * no reader ever sees.
 */
public final class TopicEnd {
    private static final Duration POLL = Duration.ofMillis(200);

    private TopicEnd() {}

    /** The offset after the last committed message, by partition; 0 where there is none. */
    public static Map<Integer, Long> nextOffsets(String bootstrapServers, Map<String, String> client, String topic) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Map<Integer, Long> next = new TreeMap<>();
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            for (TopicPartition partition : partitions) {
                next.put(
                        partition.partition(),
                        next(consumer, partition, first.getOrDefault(partition, 0L), end.getOrDefault(partition, 0L)));
            }
            return next;
        }
    }

    /** Looks for the last message from the end backwards, in steps that double. */
    private static long next(Consumer<byte[], byte[]> consumer, TopicPartition partition, long first, long end) {
        consumer.assign(List.of(partition));
        long to = end;
        for (long step = 8; to > first; step *= 2) {
            long from = Math.max(first, to - step);
            long last = last(consumer, partition, from, end);
            if (last >= 0) {
                return last + 1;
            }
            to = from;
        }
        return 0;
    }

    private static long last(Consumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        consumer.seek(partition, from);
        long last = -1;
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    last = record.offset();
                }
            }
        }
        return last;
    }
}
