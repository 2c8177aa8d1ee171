package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.Reject;
import io.trailwatch.ingest.record.RecordSlice;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one thread has read since its last commit: records on their way through the packer, rejected items, and how far the
 * files were read. It becomes visible, and is counted, as one. For one thread.
 */
final class FeedTransaction implements AutoCloseable {
    private static final long PACKER_BYTES = 32L * 1024 * 1024;
    private static final long PACKER_LEAST = 4L * 1024 * 1024;
    /** A transaction does not grow beyond this. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;
    /** Room for what Kafka puts around a message. */
    private static final int MESSAGE_OVERHEAD = 1024;

    private final FeedSettings settings;
    private final FeedProducer producer;
    private final @Nullable FileTable files;
    private final FeedCounters counters;
    private final BatchPacker packer;
    private final Map<FileKey, FileEntry> done = new LinkedHashMap<>();
    private final long[] rejected = new long[Reject.values().length];
    private long records;
    private long unattributed;
    private long oversize;
    private long messages;
    private long bytes;
    private long since = System.nanoTime();

    /** @param files where to note what is committed; null for a feed that is not resumable */
    FeedTransaction(FeedSettings settings, FeedProducer producer, @Nullable FileTable files, FeedCounters counters) {
        this.settings = settings;
        this.producer = producer;
        this.files = files;
        this.counters = counters;
        this.packer = new BatchPacker(Math.max(PACKER_LEAST, PACKER_BYTES / settings.threads()), (key, value) -> {
            messages++;
            producer.send(settings.topics().records(), key, value);
        });
    }

    /** Puts a record on the topic, or into quarantine where the topic does not take it; false for that. */
    boolean add(String file, RecordSlice record) {
        bytes += record.length();
        if (record.length() > settings.maxMessageBytes() - MESSAGE_OVERHEAD) {
            oversize++;
            quarantine(RejectedItem.of(
                    file, -1, "larger than the topic takes", record.array(), record.offset(), record.length()));
            return false;
        }
        packer.add(record);
        records++;
        if (!record.hasArn()) {
            unattributed++;
        }
        return true;
    }

    void reject(Reject reason, RejectedItem item) {
        rejected[reason.ordinal()]++;
        bytes += item.bytes().length;
        quarantine(item);
    }

    void quarantine(RejectedItem item) {
        producer.send(settings.topics().quarantine(), null, item.encode());
    }

    /** Notes how far a file was read. */
    void done(FileKey file, FileEntry entry) {
        done.put(file, entry);
    }

    /** Forgets files that are gone; the caller has taken them out of the table. */
    void forget(Iterable<FileKey> gone) {
        for (FileKey file : gone) {
            producer.send(settings.topics().progress(), file.bytes(), null);
        }
    }

    /** Whether it is time to commit. */
    boolean due() {
        return bytes > MOST_BYTES
                || System.nanoTime() - since > settings.commitInterval().toNanos();
    }

    /** Commits what is to be resumed from; without that, only counts, as messages are on their way by themselves. */
    void commitWhenDue() {
        if (files != null) {
            commit();
        } else {
            count();
        }
    }

    /** Sends everything and commits it. */
    void commit() {
        packer.flush();
        if (files != null) {
            for (Map.Entry<FileKey, FileEntry> file : done.entrySet()) {
                producer.send(
                        settings.topics().progress(),
                        file.getKey().bytes(),
                        file.getValue().encode());
            }
        }
        producer.commit();
        if (files != null) {
            int now = FileTable.now();
            done.forEach((key, entry) -> files.put(key, entry, now));
            done.clear();
        }
        count();
    }

    private void count() {
        counters.records.add(records);
        counters.unattributed.add(unattributed);
        counters.oversize.add(oversize);
        counters.messages.add(messages);
        for (Reject reason : Reject.values()) {
            counters.reject(reason, rejected[reason.ordinal()]);
            rejected[reason.ordinal()] = 0;
        }
        records = 0;
        unattributed = 0;
        oversize = 0;
        messages = 0;
        bytes = 0;
        since = System.nanoTime();
    }

    Map<Integer, Long> produced() {
        return producer.produced();
    }

    /** Gives up what is not committed. */
    @Override
    public void close() {
        producer.close();
    }
}
