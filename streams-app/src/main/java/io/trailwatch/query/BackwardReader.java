package io.trailwatch.query;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One partition's messages from an offset backwards, read in pieces of a few MiB. */
final class BackwardReader {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PIECE_BYTES = 1 << 20;
    private static final int FIRST_STEP = 16;
    private static final int LARGEST_STEP = 4096;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long first;
    private final long deadline;
    private final Deque<ConsumerRecord<byte[], byte[]>> newestFirst = new ArrayDeque<>();
    private long upTo;
    private int step = FIRST_STEP;
    private long bytes;

    /**
     * @param first the first offset of the partition
     * @param upTo the offset before which to read
     * @param deadline when to give up, as {@link System#nanoTime()}
     */
    BackwardReader(Consumer<byte[], byte[]> consumer, TopicPartition partition, long first, long upTo, long deadline) {
        this.consumer = consumer;
        this.partition = partition;
        this.first = first;
        this.upTo = upTo;
        this.deadline = deadline;
    }

    int partition() {
        return partition.partition();
    }

    /** Bytes of messages read so far. */
    long bytes() {
        return bytes;
    }

    /** The newest message left, or null. */
    @Nullable
    ConsumerRecord<byte[], byte[]> head() {
        while (newestFirst.isEmpty() && upTo > first) {
            load();
        }
        return newestFirst.peek();
    }

    void pop() {
        newestFirst.pop();
    }

    private void load() {
        long from = Math.max(first, upTo - step);
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long read = 0;
        while (consumer.position(partition) < upTo) {
            if (System.nanoTime() - deadline > 0) {
                throw new NotReadyException("the records' topic can't be read now");
            }
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                if (message.offset() < upTo) {
                    newestFirst.push(message);
                    read += Math.max(0, message.serializedValueSize());
                }
            }
        }
        bytes += read;
        upTo = from;
        step = read == 0
                ? Math.min(LARGEST_STEP, step * 2)
                : (int) Math.max(1, Math.min(Math.min(LARGEST_STEP, step * 4L), step * PIECE_BYTES / read));
    }
}
