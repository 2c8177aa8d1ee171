package io.trailwatch.query;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition's messages from an offset backwards, read in pieces of a few MiB. Offsets without a message (marks of
 * transactions, what was given up, compacted or deleted) are passed over.
 */
final class BackwardReader {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PIECE_BYTES = 1 << 20;
    /** More than this is not held, whatever size messages suddenly have. */
    private static final long MOST_HELD_BYTES = 4 * PIECE_BYTES;

    private static final int FIRST_STEP = 16;
    private static final int LARGEST_STEP = 4096;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long giveUp;
    private final Deque<ConsumerRecord<byte[], byte[]>> newestFirst = new ArrayDeque<>();
    private long first;
    private long upTo;
    private int step = FIRST_STEP;
    private long bytes;
    private boolean begun;

    /**
     * @param first the first offset of the partition
     * @param upTo the offset before which to read
     * @param giveUp when brokers that don't answer are given up, as {@link System#nanoTime()}
     */
    BackwardReader(Consumer<byte[], byte[]> consumer, TopicPartition partition, long first, long upTo, long giveUp) {
        this.consumer = consumer;
        this.partition = partition;
        this.first = first;
        this.upTo = upTo;
        this.giveUp = giveUp;
    }

    int partition() {
        return partition.partition();
    }

    /** Bytes of messages read so far. */
    long bytes() {
        return bytes;
    }

    /** Reads until there is a message, nothing is left, or it is over; the first time one piece in any case, to get on. */
    void fill(BooleanSupplier over) {
        while (newestFirst.isEmpty() && upTo > first && !(begun && over.getAsBoolean())) {
            begun = true;
            load();
        }
    }

    /** The newest message left, or null where none was read yet or none is left. */
    @Nullable
    ConsumerRecord<byte[], byte[]> head() {
        return newestFirst.peek();
    }

    void pop() {
        newestFirst.pop();
    }

    /** Whether nothing is left. */
    boolean done() {
        return newestFirst.isEmpty() && upTo <= first;
    }

    /** What is left is not wanted. */
    void end() {
        newestFirst.clear();
        upTo = first;
    }

    /** The offset before which everything is left. */
    long before() {
        ConsumerRecord<byte[], byte[]> head = newestFirst.peek();
        return head == null ? upTo : head.offset() + 1;
    }

    private void load() {
        long from = Math.max(first, upTo - step);
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long read = 0;
        long held = 0;
        // Where the broker has deleted what lies at from, the position comes to the first message that there still is.
        while (consumer.position(partition) < upTo) {
            if (System.nanoTime() - giveUp > 0) {
                throw new NotReadyException("the records' topic can't be read now");
            }
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                if (message.offset() < upTo) {
                    newestFirst.push(message);
                    read += size(message);
                    held += size(message);
                }
                while (held > MOST_HELD_BYTES && newestFirst.size() > 1) {
                    ConsumerRecord<byte[], byte[]> oldest = newestFirst.removeLast();
                    held -= size(oldest);
                    from = oldest.offset() + 1;
                }
            }
        }
        bytes += read;
        upTo = from;
        if (newestFirst.isEmpty()) {
            first = Math.max(
                    first, consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, first));
        }
        step = read == 0
                ? Math.min(LARGEST_STEP, step * 2)
                : (int) Math.max(1, Math.min(Math.min(LARGEST_STEP, step * 4L), step * PIECE_BYTES / read));
    }

    private static long size(ConsumerRecord<byte[], byte[]> message) {
        return Math.max(0, message.serializedValueSize());
    }
}
