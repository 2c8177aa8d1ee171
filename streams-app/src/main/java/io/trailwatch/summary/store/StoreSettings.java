package io.trailwatch.summary.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How rows are kept.
 *
 * @param name the store's name, also in its changelog topic
 * @param window length of the windows of value rows, at least a minute; null: one window for all time, for headers too, and
 *     nothing expires
 * @param headerWindow length of the windows of headers, at least a minute
 * @param retention how far back from now rows are kept
 * @param changelog whether rows are written to a changelog topic at each commit. Without one rows leave the heap only when it
 *     is full, and nothing survives the store
 * @param heapBytes bound of the heap part of one partition's store
 */
public record StoreSettings(
        String name,
        @Nullable Duration window,
        Duration headerWindow,
        Duration retention,
        boolean changelog,
        long heapBytes) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    /** Longer than any archive. */
    public static final Duration FOR_EVER = Duration.ofDays(36_525);

    public StoreSettings {
        require(window == null || window.compareTo(SHORTEST) >= 0, "window must be at least PT1M");
        require(headerWindow.compareTo(SHORTEST) >= 0, "header window must be at least PT1M");
        require(retention.compareTo(SHORTEST) >= 0, "retention must be at least PT1M");
        require(retention.compareTo(FOR_EVER) <= 0, "retention must be at most " + FOR_EVER);
        require(window == null || window.compareTo(FOR_EVER) <= 0, "window must be at most " + FOR_EVER);
        require(headerWindow.compareTo(FOR_EVER) <= 0, "header window must be at most " + FOR_EVER);
        require(heapBytes >= 0, "heap bytes must not be negative");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** What a replay uses: one window for all time, no changelog. */
    public static StoreSettings allTime(String name, long heapBytes) {
        return new StoreSettings(name, null, Duration.ofHours(1), FOR_EVER, false, heapBytes);
    }
}
