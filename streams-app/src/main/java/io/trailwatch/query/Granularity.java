package io.trailwatch.query;

import io.trailwatch.summary.TimeRange;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The windows in which rows are kept, counted from 1970: what a range of time is widened to.
 *
 * @param values of values, or null for one window for all time
 * @param headers of headers
 */
public record Granularity(@Nullable Duration values, Duration headers) {
    /** The range that a summary really covers. */
    public TimeRange ofValues(TimeRange asked) {
        return widened(asked, values);
    }

    /** The range that a list or timeline really covers. */
    public TimeRange ofHeaders(TimeRange asked) {
        return widened(asked, values == null ? null : headers);
    }

    private static TimeRange widened(TimeRange asked, @Nullable Duration window) {
        if (window == null) {
            return TimeRange.ALL;
        }
        long length = window.toMillis();
        long from = asked.from() == Long.MIN_VALUE ? asked.from() : Math.floorDiv(asked.from(), length) * length;
        long to = asked.to() == Long.MAX_VALUE ? asked.to() : (Math.floorDiv(asked.to(), length) + 1) * length - 1;
        return new TimeRange(from, to);
    }
}
