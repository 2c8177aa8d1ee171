package io.trailwatch.summary.store;

import io.trailwatch.ingest.record.ParsedRecord;
import io.trailwatch.summary.Header;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.RecordOutcome;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.TimeText;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * One partition's rows: a window store, and in front of it a bounded heap part that takes the changes and writes each changed
 * row once a commit.
 *
 * <p>Kafka Streams commits a store <em>after</em> the offsets; all it calls before that is {@link #flushCache()}, of an
 * internal interface. So the heap part is written there, and nowhere else but where it is full. Rows on the heap hold their
 * whole values, so a row that both parts hold is never added up: the heap's counts. One thread writes, any thread may ask.
 */
public final class SummaryStore extends WindowBacked implements CachedStateStore<Bytes, byte[]>, LocalRows, Backing {
    /** Rows written before a waiting query gets its turn. */
    private static final int SLICE = 128;

    private static final long TURN_NANOS = 20_000;

    private final StoreSettings settings;
    private final Windows windows;
    private final BooleanSupplier keepOnClose;
    private final HeapRows heap;
    private final StoreReader reader;
    private final StoreLock lock = new StoreLock();

    private @Nullable CountsKeeper counts;
    private long newestNow;
    /** Whether the window store may hold rows: asked at the first record, when it has been restored. */
    private boolean mayHold = true;

    private volatile int partition = -1;
    /** Odd while open. Kafka Streams opens a store again after its task was found corrupted. */
    private volatile int openings;
    /** Whether all of the changelog is in: not so for a standby, and for an active partition that is being restored. */
    private volatile boolean restored;

    /**
     * @param keepOnClose whether rows that no commit has written are still wanted when the store is closed: where there is no
     *     changelog, a partition that only moves to another thread goes on with what lies on disk
     */
    SummaryStore(StoreSettings settings, WindowStore<Bytes, byte[]> inner, BooleanSupplier keepOnClose) {
        this(settings, inner, keepOnClose, HeapLoader.MANY);
    }

    /** @param manyRows of one user, so that they are taken onto the heap when they are asked for again */
    SummaryStore(StoreSettings settings, WindowStore<Bytes, byte[]> inner, BooleanSupplier keepOnClose, int manyRows) {
        super(inner);
        this.settings = settings;
        this.keepOnClose = keepOnClose;
        windows = new Windows(settings);
        heap = new HeapRows(this);
        HeapLoader loader =
                new HeapLoader(heap, inner, windows, lock, () -> restored, manyRows, settings.heapBytes() / 2);
        reader = new StoreReader(heap, inner, windows, lock, loader);
    }

    @Override
    public void init(StateStoreContext stateStoreContext, StateStore root) {
        super.init(stateStoreContext, root);
        opened(stateStoreContext.taskId().partition());
    }

    void opened(int ofPartition) {
        partition = ofPartition;
        forget();
        openings++;
    }

    private void forget() {
        lock.lock();
        try {
            restored = false;
            heap.clear();
            counts = null;
            mayHold = true;
            newestNow = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Called when the partition's processor is opened, which is after the changelog has been read to its end. */
    public void restored() {
        restored = true;
    }

    /** Whether what is answered is all there is, and not only what a copy has got so far. */
    public boolean isRestored() {
        return restored;
    }

    // ---- writing: the stream thread ----

    /**
     * Counts one record of a user in its rows.
     *
     * @param time the record's time, epoch milliseconds, or {@link TimeText#UNREADABLE}
     * @param arrived when it reached the topic, epoch milliseconds
     * @param now epoch milliseconds
     * @param offset its message's
     * @param index its place in its message
     * @return summarised, temporary key or expired
     */
    public RecordOutcome add(ParsedRecord record, long time, long arrived, long now, long offset, int index) {
        RecordOutcome outcome;
        lock.lock();
        try {
            newestNow = Math.max(newestNow, now);
            CountsKeeper keeper = loaded();
            if (windows.expired(time, now)) {
                heap.expire(record, windows.row(windows.countsStart(now)));
                outcome = RecordOutcome.EXPIRED;
            } else {
                boolean temporary = HeapRows.temporaryKey(record);
                int timeFlag = windows.timeFlag(time, now);
                int flags = temporary ? timeFlag | Windows.TEMPORARY : timeFlag;
                long placed = windows.placed(time, timeFlag, arrived, now);
                heap.add(record, flags, windows.row(placed), windows.header(placed), offset, index);
                keeper.seen(record, time, arrived, now);
                outcome = temporary ? RecordOutcome.TEMPORARY_KEY : RecordOutcome.SUMMARISED;
            }
            keeper.count(outcome);
        } finally {
            lock.unlock();
        }
        if (heap.bytes() > settings.heapBytes()) {
            spill();
        }
        return outcome;
    }

    /** Counts a record that no summary takes. */
    public void count(RecordOutcome outcome, long now) {
        lock.lock();
        try {
            newestNow = Math.max(newestNow, now);
            loaded().count(outcome);
        } finally {
            lock.unlock();
        }
    }

    private CountsKeeper loaded() {
        CountsKeeper keeper = counts;
        if (keeper == null) {
            keeper = new CountsKeeper();
            byte[] stored = storedCounts();
            if (stored != null) {
                keeper.load(stored);
            }
            try (KeyValueIterator<Windowed<Bytes>, byte[]> all = inner.all()) {
                mayHold = all.hasNext();
            }
            heap.startWith(!mayHold);
            counts = keeper;
        }
        return keeper;
    }

    private byte @Nullable [] storedCounts() {
        byte[] newest = null;
        try (var all = inner.fetch(RowKey.counts(), 0, Windows.LAST_START)) {
            while (all.hasNext()) {
                newest = all.next().value;
            }
        }
        return newest;
    }

    /** Before each commit: every changed row goes to the window store and so to its changelog. */
    @Override
    public void flushCache() {
        if (settings.changelog()) {
            writeDirty();
        }
    }

    private void spill() {
        writeDirty();
        lock.lock();
        try {
            heap.clear();
        } finally {
            lock.unlock();
        }
    }

    private void writeDirty() {
        boolean more = true;
        while (more) {
            lock.lock();
            try {
                heap.writeDirty(SLICE);
                more = heap.dirtyCount() > 0;
            } finally {
                lock.unlock();
            }
            if (lock.hasQueuedThreads()) {
                LockSupport.parkNanos(TURN_NANOS);
            }
        }
        lock.lock();
        try {
            if (counts != null && counts.dirty()) {
                mayHold = true;
                inner.put(RowKey.counts(), counts.take(), windows.countsStart(newestNow));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Now as queries see it: that of the newest record, or of the clock where this instance has taken none. */
    private long now() {
        long newest = lock.locked(() -> newestNow);
        return newest > 0 ? newest : System.currentTimeMillis();
    }

    /** The window store is about to be changed from elsewhere: the heap's rows, all written, no longer hold. */
    @Override
    public void clearCache() {
        forget();
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<Bytes, byte[]> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public boolean mayHold() {
        return mayHold;
    }

    @Override
    public boolean holds(byte[] arn) {
        try (var headers =
                inner.fetch(RowKey.from(RowKey.HEADER, arn), RowKey.to(RowKey.HEADER, arn), 0, Windows.LAST_START)) {
            return headers.hasNext();
        }
    }

    @Override
    public byte @Nullable [] read(byte kind, byte[] key, int window) {
        return inner.fetch(Bytes.wrap(key), start(kind, window));
    }

    @Override
    public void write(byte kind, byte[] key, int window, byte[] value) {
        mayHold = true;
        inner.put(Bytes.wrap(key), value, start(kind, window));
    }

    private long start(byte kind, int window) {
        return kind == RowKey.HEADER ? windows.headerStart(window) : windows.rowStart(window);
    }

    @Override
    public boolean isOpen() {
        return (openings & 1) != 0 && super.isOpen();
    }

    @Override
    public void close() {
        if (!settings.changelog() && isOpen() && keepOnClose.getAsBoolean()) {
            writeDirty();
        }
        if ((openings & 1) != 0) {
            openings++;
        }
        lock.lock();
        try {
            forget();
            super.close();
        } finally {
            lock.unlock();
        }
    }

    // ---- asking: any thread ----

    @Override
    public List<SummaryStore> stores() {
        return List.of(this);
    }

    @Override
    public void verifyOpen() {
        opening();
    }

    /** The partition of the topic that this is of, or -1 before it is opened. */
    public int partition() {
        return partition;
    }

    @Override
    public RecordCounts counts() {
        return asked(() -> {
            lock.lock();
            try {
                if (counts != null) {
                    return counts.counts();
                }
                byte[] stored = storedCounts();
                return stored == null ? RecordCounts.NONE : CountsKeeper.decode(stored);
            } finally {
                lock.unlock();
            }
        });
    }

    @Override
    public void rows(byte[] arn, TimeRange range, Consumer<Row> visitor) {
        asked(() -> {
            reader.values(arn, range, visitor);
            return true;
        });
    }

    @Override
    public long expired(byte[] arn) {
        long[] sum = {0};
        asked(() -> {
            reader.rows(RowKey.EXPIRED, arn, TimeRange.ALL, held -> sum[0] += held.count());
            return true;
        });
        return sum[0];
    }

    @Override
    public void headers(byte[] arn, TimeRange range, Consumer<Header> visitor) {
        asked(() -> {
            try (HeaderCursor cursor = reader.headers(arn, range, now())) {
                cursor.forEach((user, header) -> visitor.accept(header));
            }
            return true;
        });
    }

    @Override
    public void users(TimeRange range, UserVisitor visitor) {
        asked(() -> {
            try (HeaderCursor cursor = cursor(range)) {
                cursor.forEach(visitor::header);
            }
            return true;
        });
    }

    /** The headers of all users. Whoever has read it asks {@link #verifyOpen} then. */
    HeaderCursor cursor(TimeRange range) {
        return reader.headers(null, range, now());
    }

    /**
     * A window store's iterators end early and silently when their segments are closed, so what was read counts only if the
     * store is still open afterwards.
     */
    private <T> T asked(Supplier<T> action) {
        int opening = opening();
        try {
            return action.get();
        } finally {
            verifyOpen(opening);
        }
    }

    /** Which opening of the store this is: another number each time; fails where it is closed. */
    public int opening() {
        int opening = openings;
        if (!isOpen()) {
            throw new InvalidStateStoreException(
                    "Store " + name() + " is closed: its partition may have moved to another instance.");
        }
        return opening;
    }

    void verifyOpen(int opening) {
        if (opening() != opening) {
            throw new InvalidStateStoreException("Store " + name() + " was closed while it was read.");
        }
    }

    /** For metrics: heap held by rows, in bytes. */
    public long heapBytes() {
        return lock.locked(heap::bytes);
    }

    /** For metrics: rows on the heap. */
    public long heapRows() {
        return lock.locked(() -> (long) heap.rowCount());
    }

    /** For metrics: users on the heap. */
    public long heapUsers() {
        return lock.locked(() -> (long) heap.userCount());
    }
}
