package io.trailwatch.summary.store;

import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which window a record's rows lie in. Windows are tumbling and counted from 1970. A hostile time must not make others expire
 * (the window store drops what is older than its newest window less the retention), so no window lies in the future.
 */
final class Windows {
    /** The record carried a temporary ({@code ASIA…}) key. */
    static final int TEMPORARY = 1;
    /** The record has no readable time: its window is the one in which it reached the topic. */
    static final int NO_TIME = 2;
    /** The record's time lies in the future: its window is that of now. */
    static final int FUTURE = 4;
    /** How far a clock may be ahead before a time counts as lying in the future. */
    static final long SKEW_MILLIS = Duration.ofDays(1).toMillis();

    /**
     * No window starts later. Where the end of a range has anything in its first byte, a window store reads from the range's
     * begin to nearly its own end, and leaves out what does not fit one by one.
     */
    static final long LAST_START = 1L << 48;

    private static final long ALL_TIME = 0;

    private final long rowMillis;
    private final long headerMillis;
    private final long retentionMillis;

    Windows(StoreSettings settings) {
        Duration window = settings.window();
        rowMillis = window == null ? ALL_TIME : window.toMillis();
        headerMillis = window == null ? ALL_TIME : settings.headerWindow().toMillis();
        retentionMillis = settings.retention().toMillis();
    }

    boolean allTime() {
        return rowMillis == ALL_TIME;
    }

    /** What the window store is told: enough that no row goes before its whole window is older than the retention. */
    long storeRetentionMillis() {
        return retentionMillis + 2 * Math.max(rowMillis, headerMillis) + 2 * SKEW_MILLIS;
    }

    boolean expired(long time, long now) {
        return !allTime() && time != TimeText.UNREADABLE && time < now - retentionMillis;
    }

    /** {@link #NO_TIME}, {@link #FUTURE} or 0. */
    int timeFlag(long time, long now) {
        if (allTime()) {
            return 0;
        }
        return time == TimeText.UNREADABLE ? NO_TIME : time > now + SKEW_MILLIS ? FUTURE : 0;
    }

    /** The time whose windows take the record's rows. */
    long placed(long time, int timeFlag, long arrived, long now) {
        if (timeFlag == 0) {
            return Math.max(0, time);
        }
        return timeFlag == FUTURE ? now : Math.max(Math.min(arrived, now), Math.max(0, now - retentionMillis));
    }

    int row(long placed) {
        return allTime() ? 0 : (int) (placed / rowMillis);
    }

    int header(long placed) {
        return allTime() ? 0 : (int) (placed / headerMillis);
    }

    /** The number of a window by its start, in the windows of a kind of key. */
    int number(byte kind, long start) {
        return kind == RowKey.HEADER ? header(start) : row(start);
    }

    long rowStart(int window) {
        return window * rowMillis;
    }

    long headerStart(int window) {
        return window * headerMillis;
    }

    /** Where what belongs to no event's time is kept: it must outlive old windows, so it moves on with now. */
    long countsStart(long now) {
        return allTime() ? 0 : rowStart(row(now));
    }

    boolean rowIn(TimeRange range, long start, int flags) {
        return in(range, start, rowMillis, flags);
    }

    boolean headerIn(TimeRange range, long start, int flags) {
        return in(range, start, headerMillis, flags);
    }

    private boolean in(TimeRange range, long start, long length, int flags) {
        if (range.unbounded() || allTime()) {
            return true;
        }
        if ((flags & NO_TIME) != 0) {
            return false;
        }
        if ((flags & FUTURE) != 0) {
            return range.to() == Long.MAX_VALUE && start + length > range.from();
        }
        return start <= range.to() && start + length > range.from();
    }

    /** The parts of a range that lie in one segment of the window store each, so that keys are in order within each. */
    List<TimeRange> segments(TimeRange range, long now) {
        long segment = Math.max(storeRetentionMillis() / 2, 60_000);
        long from = Math.max(firstStart(range, true), Math.max(0, now - storeRetentionMillis() - segment));
        long to = Math.min(lastStart(range), now + 2 * SKEW_MILLIS);
        List<TimeRange> parts = new ArrayList<>();
        for (long start = from; start <= to; start = (start / segment + 1) * segment) {
            parts.add(new TimeRange(start, Math.min(to, (start / segment + 1) * segment - 1)));
        }
        return parts;
    }

    /** The smallest window start that can hold something of the range. */
    long firstStart(TimeRange range, boolean header) {
        long length = header ? headerMillis : rowMillis;
        return allTime() || range.from() <= length ? 0 : range.from() - length;
    }

    long lastStart(TimeRange range) {
        return allTime() ? 0 : Math.max(0, Math.min(LAST_START, range.to()));
    }
}
