package io.trailwatch.summary.store;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Takes a user's stored rows onto the heap when there are many of them and they are asked for twice in a row, as somebody does
 * who watches one user: read of the window store, they take several times as long.
 */
final class HeapLoader {
    /** Rows of a user. */
    static final int MANY = 1024;
    /** Rows taken over before a waiting record or question gets its turn. */
    private static final int SLICE = 256;

    private static final int NONE = -1;

    private final HeapRows heap;
    private final WindowStore<Bytes, byte[]> inner;
    private final Windows windows;
    private final StoreLock lock;
    private final BooleanSupplier restored;
    private final int manyRows;
    private final long mostHeap;

    private volatile byte @Nullable [] lastAsked;

    /**
     * @param restored whether nobody but the store itself changes the window store; asked under the lock
     * @param manyRows stored rows of a user from which on it is worth it
     * @param mostHeap no rows are taken over when the heap holds more bytes: what is changed needs room as well
     */
    HeapLoader(
            HeapRows heap,
            WindowStore<Bytes, byte[]> inner,
            Windows windows,
            StoreLock lock,
            BooleanSupplier restored,
            int manyRows,
            long mostHeap) {
        this.heap = heap;
        this.inner = inner;
        this.windows = windows;
        this.lock = lock;
        this.restored = restored;
        this.manyRows = manyRows;
        this.mostHeap = mostHeap;
    }

    /** Called after a user's rows of values have been read, so many of them of the window store. */
    void asked(byte[] arn, int stored) {
        if (stored < manyRows) {
            return;
        }
        if (!Arrays.equals(arn, lastAsked)) {
            lastAsked = arn.clone();
            return;
        }
        lastAsked = null;
        take(arn);
    }

    private void take(byte[] arn) {
        int generation = lock.locked(() -> restored.getAsBoolean() ? heap.generation() : NONE);
        if (generation != NONE && take(RowKey.HEADER, arn, generation) && take(RowKey.VALUE, arn, generation)) {
            lock.locked(() -> {
                if (heap.generation() == generation) {
                    heap.tookOverAll(arn);
                }
                return true;
            });
        }
    }

    /**
     * Whether all were taken. As long as the heap has not been cleared, which happens also before the window store is closed or
     * changed by others, a row that was written after the iterator was opened is on the heap.
     */
    private boolean take(byte kind, byte[] arn, int generation) {
        try (KeyValueIterator<Windowed<Bytes>, byte[]> stored =
                lock.locked(() -> inner.fetch(RowKey.from(kind, arn), RowKey.to(kind, arn), 0, Windows.LAST_START))) {
            while (stored.hasNext()) {
                if (!lock.locked(() -> slice(kind, stored, generation))) {
                    return false;
                }
            }
            return true;
        }
    }

    private boolean slice(byte kind, KeyValueIterator<Windowed<Bytes>, byte[]> stored, int generation) {
        if (heap.generation() != generation || heap.bytes() > mostHeap) {
            return false;
        }
        for (int i = 0; i < SLICE && stored.hasNext(); i++) {
            KeyValue<Windowed<Bytes>, byte[]> entry = stored.next();
            heap.takeOver(
                    entry.key.key().get(),
                    windows.number(kind, entry.key.window().start()),
                    entry.value);
        }
        return true;
    }
}
