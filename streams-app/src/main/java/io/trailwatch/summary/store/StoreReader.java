package io.trailwatch.summary.store;

import io.trailwatch.summary.Row;
import io.trailwatch.summary.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads both parts of a store as one, for any thread. The heap is read first, and what it holds overrides what is read of the
 * window store after: rows that are written in between are seen once.
 */
final class StoreReader {
    private final HeapRows heap;
    private final WindowStore<Bytes, byte[]> inner;
    private final Windows windows;
    private final StoreLock lock;
    private final HeapLoader loader;

    StoreReader(HeapRows heap, WindowStore<Bytes, byte[]> inner, Windows windows, StoreLock lock, HeapLoader loader) {
        this.heap = heap;
        this.inner = inner;
        this.windows = windows;
        this.lock = lock;
        this.loader = loader;
    }

    /** A user's rows of values. */
    void values(byte[] arn, TimeRange range, Consumer<Row> visitor) {
        List<Row> all = lock.locked(() -> heap.holdsAllOf(arn) ? onHeap(arn, range) : null);
        if (all != null) {
            all.forEach(visitor);
            return;
        }
        int stored = rows(RowKey.VALUE, arn, range, held -> visitor.accept(held.row()));
        loader.asked(arn, stored);
    }

    private List<Row> onHeap(byte[] arn, TimeRange range) {
        List<Row> rows = new ArrayList<>();
        if (windows.allTime()) {
            heap.rows(arn, false, (chunk, at) -> rows.add(heap.words().row(chunk, at)));
            return rows;
        }
        RowSums sums = heap.sums();
        heap.rows(arn, false, (chunk, at) -> {
            if (windows.rowIn(range, windows.rowStart(RowTable.window(chunk, at)), RowTable.flags(chunk, at))) {
                sums.add(chunk, at);
            }
        });
        for (int sum = 0; sum < sums.size(); sum++) {
            rows.add(heap.words().row(sums.key(sum), sums.count(sum), sums.first(sum), sums.last(sum)));
        }
        return rows;
    }

    /** The rows of one kind and user; returns how many of them were read of the window store. */
    int rows(byte kind, byte[] arn, TimeRange range, Consumer<HeldRow> visitor) {
        List<HeldRow> onHeap = new ArrayList<>();
        try (KeyValueIterator<Windowed<Bytes>, byte[]> stored = lock.locked(() -> {
            heap.rows(arn, kind == RowKey.EXPIRED, (chunk, at) -> {
                long start = windows.rowStart(RowTable.window(chunk, at));
                if (windows.rowIn(range, start, RowTable.flags(chunk, at))) {
                    onHeap.add(heap.words().held(chunk, at, start));
                }
            });
            return inner.fetch(
                    RowKey.from(kind, arn),
                    RowKey.to(kind, arn),
                    windows.firstStart(range, false),
                    windows.lastStart(range));
        })) {
            onHeap.forEach(visitor);
            int read = 0;
            Set<HeldRow.Id> ids = null;
            while (stored.hasNext()) {
                if (ids == null) {
                    ids = new HashSet<>();
                    for (HeldRow row : onHeap) {
                        ids.add(row.id());
                    }
                }
                KeyValue<Windowed<Bytes>, byte[]> entry = stored.next();
                read++;
                byte[] key = entry.key.key().get();
                long start = entry.key.window().start();
                if (windows.rowIn(range, start, RowKey.flags(key)) && !ids.contains(new HeldRow.Id(key, start))) {
                    visitor.accept(HeldRow.decode(key, start, entry.value));
                }
            }
            return read;
        }
    }

    /** The headers of one user, or of all where there is none; closed by the caller. */
    HeaderCursor headers(byte @Nullable [] arn, TimeRange range, long now) {
        List<HeldHeader> onHeap = new ArrayList<>();
        HeaderCursor cursor = HeaderCursor.overriding();
        boolean all = lock.locked(() -> {
            HeapRows.HeaderReader copy = (window, flags, header) -> {
                long start = windows.headerStart(window);
                if (windows.headerIn(range, start, flags)) {
                    onHeap.add(header.at(start));
                }
            };
            if (arn == null) {
                heap.headers(copy);
                return heap.holdsAll();
            }
            heap.headers(arn, copy);
            return heap.holdsAllOf(arn);
        });
        onHeap.sort(Comparator.naturalOrder());
        cursor.add(onHeap.iterator(), () -> {});
        if (all) {
            return cursor;
        }
        Bytes from = arn == null ? RowKey.from(RowKey.HEADER) : RowKey.from(RowKey.HEADER, arn);
        Bytes to = arn == null ? RowKey.to(RowKey.HEADER) : RowKey.to(RowKey.HEADER, arn);
        for (TimeRange segment : windows.segments(range, now)) {
            try {
                KeyValueIterator<Windowed<Bytes>, byte[]> stored =
                        lock.locked(() -> inner.fetch(from, to, segment.from(), segment.to()));
                cursor.add(new StoredHeaders(stored, range, windows), stored::close);
            } catch (RuntimeException e) {
                cursor.close();
                throw e;
            }
        }
        return cursor;
    }
}
