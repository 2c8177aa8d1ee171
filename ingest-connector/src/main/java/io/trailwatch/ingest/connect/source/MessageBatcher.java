package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.RecordSink;
import io.trailwatch.ingest.archive.Reject;
import io.trailwatch.ingest.feed.BatchPacker;
import io.trailwatch.ingest.feed.RejectedItem;
import io.trailwatch.ingest.record.RecordSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a reader finds into messages with offsets, and these into batches. The last message of an object is held back
 * until the object's end is known, as its offset says that the object is done. A batch ends where all that was read before is
 * in messages: with packed records the offset moves on only there.
 */
final class MessageBatcher implements RecordSink {
    /** Takes batches. */
    interface Out {
        void batch(List<TrailMessage> batch) throws IOException;
    }

    private static final int BATCH_BYTES = 4 << 20;
    private static final int PACK_BYTES = 2 << 20;
    private static final long PACKER_BYTES = 16L << 20;
    /** Room for what Kafka puts around a message. */
    private static final int MESSAGE_OVERHEAD = 1024;

    private final PumpSettings settings;
    private final SourceMetrics metrics;
    private final Out out;
    private final @Nullable BatchPacker packer;
    private final List<Draft> packed = new ArrayList<>();
    private List<TrailMessage> batch = new ArrayList<>();
    private long batchBytes;
    private long packedBytes;
    private @Nullable Claim claim;
    private @Nullable Draft held;
    private long skip;
    private long items;
    private long flushed;

    /** A message whose offset is not known yet. */
    private record Draft(boolean quarantine, byte @Nullable [] key, byte[] value) {}

    MessageBatcher(PumpSettings settings, SourceMetrics metrics, Out out) {
        this.settings = settings;
        this.metrics = metrics;
        this.out = out;
        this.packer = settings.pack()
                ? new BatchPacker(PACKER_BYTES, (key, value) -> packed.add(new Draft(false, key, value)))
                : null;
    }

    /** Begins a claim of which {@code done} items are done. */
    void start(Claim next, long done) {
        claim = next;
        skip = done;
        flushed = done;
        items = 0;
        held = null;
    }

    /** Begins the same object again after it could not be read to its end. */
    void again() throws IOException {
        flushPacked();
        skip = Math.max(skip, items);
        items = 0;
    }

    /** How many items of the object are in messages. */
    long items() {
        return Math.max(items, skip);
    }

    @Override
    public void record(RecordSlice record) throws IOException {
        items++;
        if (items <= skip) {
            return;
        }
        if (record.length() > settings.maxMessageBytes() - MESSAGE_OVERHEAD) {
            metrics.overMessageSize();
            quarantine(RejectedItem.of(
                    claim().address(),
                    -1,
                    "larger than the topic takes",
                    record.array(),
                    record.offset(),
                    record.length()));
            return;
        }
        metrics.record(record.hasArn());
        if (packer != null) {
            packer.add(record);
            packedBytes += record.length();
            if (packedBytes > PACK_BYTES) {
                flushPacked();
            }
        } else {
            add(new Draft(false, record.hasArn() ? record.arnBytes() : null, record.bytes()));
        }
    }

    @Override
    public void rejected(Reject reason, long position, byte[] array, int offset, int length) throws IOException {
        items++;
        if (items <= skip) {
            return;
        }
        metrics.rejected(reason);
        quarantine(RejectedItem.of(claim().address(), position, reason.text(), array, offset, length));
    }

    /** Something about the object as a whole, which counts as an item of it. */
    void note(RejectedItem item) throws IOException {
        items = items() + 1;
        quarantine(item);
    }

    private void quarantine(RejectedItem item) throws IOException {
        Draft draft = new Draft(true, null, item.encode());
        if (packer != null) {
            packed.add(draft);
            packedBytes += draft.value.length;
            if (packedBytes > PACK_BYTES) {
                flushPacked();
            }
        } else {
            add(draft);
        }
    }

    /** One message, which is all of what was read since the last one. */
    private void add(Draft draft) throws IOException {
        release();
        held = draft;
        flushed = items;
    }

    private void flushPacked() throws IOException {
        if (packer == null) {
            return;
        }
        packer.flush();
        packedBytes = 0;
        if (packed.isEmpty()) {
            return;
        }
        release();
        int last = packed.size() - 1;
        for (int i = 0; i < last; i++) {
            append(packed.get(i), flushed, false);
        }
        held = packed.get(last);
        packed.clear();
        flushed = items();
    }

    private void release() throws IOException {
        Draft draft = held;
        if (draft != null) {
            held = null;
            append(draft, flushed, false);
            shipWhenFull();
        }
    }

    private void append(Draft draft, long done, boolean ends) {
        Claim from = claim();
        from.sent();
        metrics.message();
        batchBytes += draft.value.length + 128;
        batch.add(new TrailMessage(
                draft.quarantine,
                draft.key,
                draft.value,
                from,
                ends ? from.ledger().now() : from.ledger().at(done),
                ends));
    }

    /** Makes messages of all that was read, the last of which may still become the one that ends the object. */
    void flush() throws IOException {
        flushPacked();
    }

    /** The claim is over, and the ledger says so. */
    void end() throws IOException {
        Draft draft = held;
        held = null;
        if (draft != null) {
            append(draft, flushed, true);
        }
        shipWhenFull();
    }

    /** The claim is given up for now. */
    void giveUp() throws IOException {
        flushPacked();
        release();
    }

    private void shipWhenFull() throws IOException {
        if (batch.size() >= settings.batchRecords() || batchBytes >= BATCH_BYTES) {
            ship();
        }
    }

    /** Hands on what is there. */
    void ship() throws IOException {
        if (!batch.isEmpty()) {
            List<TrailMessage> full = batch;
            batch = new ArrayList<>();
            batchBytes = 0;
            out.batch(full);
        }
    }

    private Claim claim() {
        if (claim == null) {
            throw new IllegalStateException("no claim");
        }
        return claim;
    }
}
