package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.record.RecordSlice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Packs the records of one ARN into messages {@code {"Records":[…]}} of up to {@link #BATCH_BYTES}; a record that stays alone
 * goes as itself. A user's records keep their order. What is open is bounded in batches and bytes, whatever number of users a
 * file names: from half of the bytes on a batch is sent before it would need a larger buffer, and at the bound everything goes.
 * Buffers are kept from batch to batch. For one thread.
 */
public final class BatchPacker {
    /** Takes a message. */
    public interface Out {
        /** @param key the ARN's UTF-8, or null for records without one */
        void message(byte @Nullable [] key, byte[] value);
    }

    public static final int BATCH_BYTES = 128 * 1024;
    /** Where memory is short a batch of so many bytes goes. */
    private static final int SMALL_BATCH_BYTES = 8 * 1024;

    private static final int MAX_OPEN = 4096;
    private static final int FIRST_BYTES = 2048;
    private static final byte[] HEAD = "{\"Records\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = "]}".getBytes(StandardCharsets.US_ASCII);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Out out;
    private final long maxBytes;
    private final Batch[] open = new Batch[MAX_OPEN];
    private final @Nullable Batch[] table = new Batch[MAX_OPEN * 2];
    private int count;
    private long bytes;
    private @Nullable Batch last;

    /** @param maxBytes how much all open batches may hold */
    public BatchPacker(long maxBytes, Out out) {
        this.maxBytes = maxBytes;
        this.out = out;
    }

    /** Takes a record, copying it. */
    public void add(RecordSlice record) {
        Batch batch = batch(record);
        int length = record.length();
        if (batch.records > 0 && (batch.with(length) > BATCH_BYTES || mayNotGrow(batch, length))) {
            send(batch);
        }
        if (HEAD.length + length + TAIL.length > BATCH_BYTES) {
            out.message(batch.key, record.bytes());
            return;
        }
        bytes += batch.append(record.array(), record.offset(), length);
        if (bytes > maxBytes) {
            flush();
            forget();
        }
    }

    private boolean mayNotGrow(Batch batch, int length) {
        return bytes > maxBytes / 2 && batch.length > SMALL_BATCH_BYTES && batch.with(length) > batch.buffer.length;
    }

    /** Sends everything that is open, in the order in which its users came. */
    public void flush() {
        for (int i = 0; i < count; i++) {
            if (open[i].records > 0) {
                send(open[i]);
            }
        }
        if (bytes > maxBytes * 3 / 4 || count > MAX_OPEN / 2) {
            forget();
        }
    }

    /** Drops everything that is open. */
    public void clear() {
        for (int i = 0; i < count; i++) {
            open[i].clear();
        }
    }

    private void forget() {
        Arrays.fill(open, 0, count, null);
        Arrays.fill(table, null);
        count = 0;
        bytes = 0;
        last = null;
    }

    private Batch batch(RecordSlice record) {
        byte[] arn = record.arnArray();
        int offset = record.arnOffset();
        int length = record.arnLength();
        if (last != null && last.isOf(arn, offset, length)) {
            return last;
        }
        int slot = slot(hash(arn, offset, length));
        for (Batch batch = table[slot]; batch != null; batch = table[slot]) {
            if (batch.isOf(arn, offset, length)) {
                last = batch;
                return batch;
            }
            slot = slot(slot + 1);
        }
        if (count == MAX_OPEN) {
            flush();
            forget();
            slot = slot(hash(arn, offset, length));
        }
        Batch batch = new Batch(record.arnBytes());
        table[slot] = batch;
        open[count++] = batch;
        bytes += batch.buffer.length + length;
        last = batch;
        return batch;
    }

    private int slot(int hash) {
        return hash & (table.length - 1);
    }

    private static int hash(byte[] b, int offset, int length) {
        long h = length;
        int end = offset + length;
        int i = offset;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            h = (h ^ (long) LONG.get(b, i)) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 29;
        }
        for (; i < end; i++) {
            h = (h ^ b[i]) * 0x9E3779B97F4A7C15L;
        }
        return (int) (h ^ h >>> 32);
    }

    private void send(Batch batch) {
        byte[] value = batch.value();
        batch.clear();
        out.message(batch.key, value);
    }

    /** The open batch of one user. */
    private static final class Batch {
        private final byte[] arn;
        private final byte @Nullable [] key;
        private byte[] buffer = new byte[FIRST_BYTES];
        private int length = HEAD.length;
        private int records;

        private Batch(byte[] arn) {
            this.arn = arn;
            this.key = arn.length == 0 ? null : arn;
            System.arraycopy(HEAD, 0, buffer, 0, HEAD.length);
        }

        private boolean isOf(byte[] b, int offset, int size) {
            return Arrays.equals(arn, 0, arn.length, b, offset, offset + size);
        }

        /** The bytes of the message with one more record. */
        private int with(int size) {
            return length + 1 + size + TAIL.length;
        }

        /** Gives by how many bytes the buffer grew. */
        private int append(byte[] b, int offset, int size) {
            int needed = with(size);
            int before = buffer.length;
            if (needed > before) {
                buffer = Arrays.copyOf(buffer, Math.max(needed, Math.min(2 * before, BATCH_BYTES)));
            }
            if (records > 0) {
                buffer[length++] = ',';
            }
            System.arraycopy(b, offset, buffer, length, size);
            length += size;
            records++;
            return buffer.length - before;
        }

        private byte[] value() {
            if (records == 1) {
                return Arrays.copyOfRange(buffer, HEAD.length, length);
            }
            byte[] value = Arrays.copyOf(buffer, length + TAIL.length);
            System.arraycopy(TAIL, 0, value, length, TAIL.length);
            return value;
        }

        private void clear() {
            length = HEAD.length;
            records = 0;
        }
    }
}
