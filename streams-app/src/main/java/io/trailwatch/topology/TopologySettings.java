package io.trailwatch.topology;

import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.store.StoreSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the topology is told.
 *
 * @param store how rows are kept
 * @param range records outside it are left out, each by its own time; with any bound, records without a readable time too
 * @param dedup for how long a user's event ids are remembered, so that an event delivered again is counted once; null: not
 */
public record TopologySettings(
        StoreSettings store, TimeRange range, @Nullable Duration dedup) {
    /** The heap part of one partition's rows where nothing else is said. */
    public static final long HEAP_BYTES = 64L << 20;

    public TopologySettings {
        if (dedup != null && (dedup.isNegative() || dedup.isZero() || dedup.compareTo(StoreSettings.FOR_EVER) > 0)) {
            throw new IllegalArgumentException(
                    "dedup must be longer than nothing and at most " + StoreSettings.FOR_EVER);
        }
    }

    /** One window for all time and no changelog: each run reads the topic from its start. */
    public static TopologySettings replay(long heapBytes) {
        return new TopologySettings(StoreSettings.allTime(StoreNames.SUMMARY, heapBytes), TimeRange.ALL, null);
    }

    /** Windows, with a changelog. */
    public static TopologySettings serve(Duration window, Duration headerWindow, Duration retention, long heapBytes) {
        return new TopologySettings(
                new StoreSettings(StoreNames.SUMMARY, window, headerWindow, retention, true, heapBytes),
                TimeRange.ALL,
                null);
    }

    public TopologySettings withRange(TimeRange only) {
        return new TopologySettings(store, only, dedup);
    }

    public TopologySettings withDedup(@Nullable Duration remembered) {
        return new TopologySettings(store, range, remembered);
    }
}
