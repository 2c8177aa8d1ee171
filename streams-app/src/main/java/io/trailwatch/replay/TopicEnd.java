package io.trailwatch.replay;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Where a topic ends for one who counts messages: after the last committed message of each partition. A partition's end offset
 * lies behind that, as the marks of transactions and what was aborted take offsets too.
 */
public final class TopicEnd {
    private static final Duration POLL = Duration.ofMillis(200);

    private TopicEnd() {}

    /**
     * The offset after the last committed message, by partition; 0 where there is none.
     *
     * @param clients how Kafka is reached
     */
    public static Map<Integer, Long> of(Map<String, String> clients, String topic)
            throws ExecutionException, InterruptedException {
        Map<String, Object> config = new HashMap<>(clients);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 * 1024);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        config.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        try (Admin admin = Admin.create(config);
                Consumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            return of(consumer, consumer.beginningOffsets(all), highWatermarks(admin, all));
        }
    }

    /**
     * The ends of partitions for one who does not look at transactions. A commit returns before its marks are on the topic, so
     * that those who read committed messages alone see an earlier end for a moment.
     */
    static Map<TopicPartition, Long> highWatermarks(Admin admin, List<TopicPartition> all)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        all.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** @param consumer one that reads committed messages; it waits at the first that is not committed yet */
    static Map<Integer, Long> of(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        Map<Integer, Long> next = new TreeMap<>();
        ends.forEach((partition, end) ->
                next.put(partition.partition(), next(consumer, partition, begins.getOrDefault(partition, 0L), end)));
        return next;
    }

    /** Looks back from the end, farther each time, until there is a message. */
    private static long next(Consumer<byte[], byte[]> consumer, TopicPartition partition, long begin, long end) {
        long from = end;
        for (long back = 4; from > begin; back *= 16) {
            from = Math.max(begin, end - back);
            long last = last(consumer, partition, from, end);
            if (last >= 0) {
                return last + 1;
            }
        }
        return 0;
    }

    /** The offset of the last message in a range, or -1. */
    private static long last(Consumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long last = -1;
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                if (message.offset() < end) {
                    last = message.offset();
                }
            }
        }
        return last;
    }
}
