package io.trailwatch.serve;

import io.trailwatch.ingest.feed.FeedCounters;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One source that is being followed: a folder, a bucket or a queue. Any thread may look at any time. */
interface Following extends AutoCloseable {
    /** Where it is, for messages. */
    String location();

    FeedCounters counters();

    /** Files and objects that are known and not yet read. */
    long pendingFiles();

    /** When the oldest of them came to be, or null when all are read. */
    @Nullable
    Instant oldestPending();

    /** Completes when it can't go on; never when it is closed. */
    CompletableFuture<? extends Throwable> fault();

    /** Commits what was read, and ends. */
    @Override
    void close();
}
