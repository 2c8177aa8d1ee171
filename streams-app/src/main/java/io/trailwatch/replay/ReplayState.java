package io.trailwatch.replay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a replay is.
 *
 * @param files read to their end or given up
 * @param allFiles how many there are, or -1 as long as they are being listed
 * @param bytes read of them, as stored
 * @param allBytes of all of them, or -1
 * @param jsonBytes read, decompressed
 * @param recordsRead handed to the topic
 * @param recordsTaken taken from the topic into summaries or counted as left out
 */
public record ReplayState(
        long files,
        long allFiles,
        long bytes,
        long allBytes,
        long jsonBytes,
        long recordsRead,
        long recordsTaken,
        Duration elapsed) {

    /** The part of the stored bytes whose records have been taken; reading alone is half of the way. */
    public long bytesDone() {
        if (recordsRead == 0) {
            return 0;
        }
        double taken = Math.min(1.0, (double) recordsTaken / recordsRead);
        return (long) (bytes * taken);
    }

    /** Decompressed bytes a second, in decimal megabytes. */
    public double megabytesPerSecond() {
        double seconds = elapsed.toNanos() / 1e9;
        return seconds <= 0 ? 0 : jsonBytes / 1e6 / seconds;
    }

    /** How long the rest takes at the speed so far, or null where that can't be said yet. */
    public @Nullable Duration left() {
        long done = bytesDone();
        if (allBytes < 0 || done <= 0 || elapsed.toMillis() < 1000) {
            return null;
        }
        return Duration.ofMillis((long) (elapsed.toMillis() * Math.max(0.0, (double) (allBytes - done) / done)));
    }
}
