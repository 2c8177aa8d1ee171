package io.trailwatch.summary;

/**
 * A range of event time, both ends included, in epoch milliseconds.
 *
 * @param from {@link Long#MIN_VALUE} for no lower bound
 * @param to {@link Long#MAX_VALUE} for no upper bound
 */
public record TimeRange(long from, long to) {
    public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

    public boolean unbounded() {
        return from == Long.MIN_VALUE && to == Long.MAX_VALUE;
    }

    public boolean contains(long millis) {
        return millis >= from && millis <= to;
    }
}
