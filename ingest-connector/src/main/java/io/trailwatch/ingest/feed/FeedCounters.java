package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.Damage;
import io.trailwatch.ingest.archive.Reject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a feed has done so far. Any thread may ask at any time. */
public final class FeedCounters {
    /** More damaged files are counted, not named. */
    private static final int MAX_NAMED = 1000;

    final LongAdder listedFiles = new LongAdder();
    final LongAdder listedBytes = new LongAdder();
    final LongAdder readFiles = new LongAdder();
    final LongAdder knownFiles = new LongAdder();
    final LongAdder damagedFiles = new LongAdder();
    final LongAdder doneBytes = new LongAdder();
    final LongAdder storedBytes = new LongAdder();
    final LongAdder jsonBytes = new LongAdder();
    final LongAdder records = new LongAdder();
    final LongAdder knownRecords = new LongAdder();
    final LongAdder knownRejected = new LongAdder();
    final LongAdder unattributed = new LongAdder();
    final LongAdder oversize = new LongAdder();
    final LongAdder messages = new LongAdder();
    volatile boolean listed;
    private final Map<Reject, LongAdder> rejected = new EnumMap<>(Reject.class);
    private final List<DamagedFile> damaged = new ArrayList<>();

    public FeedCounters() {
        for (Reject reason : Reject.values()) {
            rejected.put(reason, new LongAdder());
        }
    }

    /** Files found so far. */
    public long listedFiles() {
        return listedFiles.sum();
    }

    /** Their bytes, as stored. */
    public long listedBytes() {
        return listedBytes.sum();
    }

    /** Whether all files are found, so that {@link #listedFiles()} and {@link #listedBytes()} are the whole. */
    public boolean listed() {
        return listed;
    }

    /** Files read to their end. */
    public long readFiles() {
        return readFiles.sum();
    }

    /** Files passed over as their content is on the topic already. */
    public long knownFiles() {
        return knownFiles.sum();
    }

    /** Files that were not read to their end. */
    public long damagedFiles() {
        return damagedFiles.sum();
    }

    /** Files that are done with, one way or the other. */
    public long doneFiles() {
        return readFiles() + knownFiles() + damagedFiles();
    }

    /** Bytes of {@link #listedBytes()} that are done with; grows while a file is read. */
    public long doneBytes() {
        return doneBytes.sum();
    }

    /** Bytes read from the archive. */
    public long storedBytes() {
        return storedBytes.sum();
    }

    /** Bytes of JSON, after decompression. */
    public long jsonBytes() {
        return jsonBytes.sum();
    }

    /** Records put on the topic. */
    public long records() {
        return records.sum();
    }

    /** Records that an earlier run had put on the topic, in files of which this run knows. */
    public long knownRecords() {
        return knownRecords.sum();
    }

    /** Items that an earlier run had rejected, in files of which this run knows. */
    public long knownRejected() {
        return knownRejected.sum();
    }

    /** Of {@link #records()}, those without a user ARN. */
    public long unattributed() {
        return unattributed.sum();
    }

    /** Items that are no records, by reason; on the quarantine topic. */
    public long rejected(Reject reason) {
        LongAdder adder = rejected.get(reason);
        return adder == null ? 0 : adder.sum();
    }

    /** All items that are no records, and records larger than the topic takes. */
    public long rejected() {
        return rejected.values().stream().mapToLong(LongAdder::sum).sum() + oversize.sum();
    }

    /** Records that are larger than the topic takes; on the quarantine topic. */
    public long oversize() {
        return oversize.sum();
    }

    /** Messages on the records' topic. */
    public long messages() {
        return messages.sum();
    }

    /** The first thousand damaged files. */
    public List<DamagedFile> damaged() {
        synchronized (damaged) {
            return List.copyOf(damaged);
        }
    }

    void reject(Reject reason, long count) {
        LongAdder adder = rejected.get(reason);
        if (adder != null && count > 0) {
            adder.add(count);
        }
    }

    void known(long knownRecordCount, long rejectCount) {
        knownRecords.add(knownRecordCount);
        knownRejected.add(rejectCount);
    }

    void damage(String name, Damage damage, @Nullable String detail) {
        damagedFiles.increment();
        synchronized (damaged) {
            if (damaged.size() < MAX_NAMED) {
                damaged.add(new DamagedFile(name, damage, detail == null ? "" : detail));
            }
        }
    }
}
