package io.trailwatch.serve;

import io.trailwatch.ingest.feed.DamagedFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One source that is being followed: a folder, a bucket or a queue. Any thread may look at any time. */
interface Following extends AutoCloseable {
    /** Where it is, for messages. */
    String location();

    /** Files and objects since the start, by what became of them: {@code read}, {@code damaged}, {@code known}, {@code skipped}. */
    Map<String, Long> files();

    /** Bytes read, as stored. */
    long bytes();

    /** Items that are no records, written to the quarantine topic. */
    long rejected();

    /** Files and objects that are known and not yet read. */
    long pendingFiles();

    /** How old the oldest of them is; zero where all are read. */
    Duration lag();

    /** Whether all that was there at the start has been read. */
    boolean caughtUp();

    /** Files that were not read to their end, in the order in which that was found out; new ones come at the end. */
    List<DamagedFile> damaged();

    /** One line about what keeps it from going on at the moment, or null. */
    @Nullable
    String trouble();

    /** Commits what was read, and ends. */
    @Override
    void close();
}
