package io.trailwatch.summary.store;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.RecordOutcome;
import io.trailwatch.summary.TimeText;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of one partition's records, and the range of their times. One thread at a time. */
final class CountsKeeper {
    private static final long LATE_MILLIS = Duration.ofDays(1).toMillis();

    private final long[] outcomes = new long[RecordOutcome.values().length];
    private long late;
    private long noTime;
    private long future;
    /** Smallest and largest of the usual form, or -1. */
    private long first = -1;

    private long last = -1;
    private @Nullable EventTime oddFirst;
    private @Nullable EventTime oddLast;
    private boolean dirty;

    void count(RecordOutcome outcome) {
        outcomes[outcome.ordinal()]++;
        dirty = true;
    }

    /** Notes the time of a record that is in a summary. */
    void seen(ParsedRecord r, long time, long arrived, long now) {
        if (time == TimeText.UNREADABLE) {
            noTime++;
        } else if (time > now + Windows.SKEW_MILLIS) {
            future++;
        } else if (arrived - time > LATE_MILLIS) {
            late++;
        }
        EventField field = EventField.EVENT_TIME;
        long packed = EventTime.pack(r.array(field), r.offset(field), r.length(field));
        if (packed >= 0) {
            first = first < 0 ? packed : Math.min(first, packed);
            last = Math.max(last, packed);
        } else if (r.present(field)) {
            EventTime odd = EventTime.of(r.array(field), r.offset(field), r.length(field));
            oddFirst = EventTime.earlier(oddFirst, odd);
            oddLast = EventTime.later(oddLast, odd);
        }
    }

    boolean dirty() {
        return dirty;
    }

    /** The stored form; from then on not dirty. */
    byte[] take() {
        dirty = false;
        RecordCounts counts = counts();
        ByteWriter out = new ByteWriter().number(late).number(noTime).number(future);
        writeTime(out, counts.first());
        writeTime(out, counts.last());
        for (RecordOutcome outcome : RecordOutcome.values()) {
            out.number(outcome.code()).number(counts.of(outcome));
        }
        return out.toBytes();
    }

    private static void writeTime(ByteWriter out, @Nullable EventTime time) {
        out.put(time == null ? 0 : 1);
        if (time != null) {
            Times.write(out, time);
        }
    }

    void load(byte[] stored) {
        RecordCounts counts = decode(stored);
        for (RecordOutcome outcome : RecordOutcome.values()) {
            outcomes[outcome.ordinal()] = counts.of(outcome);
        }
        late = counts.late();
        noTime = counts.noTime();
        future = counts.future();
        EventTime from = counts.first();
        first = from == null ? -1 : from.packed();
        oddFirst = from == null || from.packed() >= 0 ? null : from;
        EventTime to = counts.last();
        last = to == null ? -1 : to.packed();
        oddLast = to == null || to.packed() >= 0 ? null : to;
    }

    static RecordCounts decode(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        long late = in.number();
        long noTime = in.number();
        long future = in.number();
        EventTime first = in.get() == 0 ? null : Times.read(in);
        EventTime last = in.get() == 0 ? null : Times.read(in);
        Map<RecordOutcome, Long> byOutcome = new EnumMap<>(RecordOutcome.class);
        while (in.more()) {
            int code = (int) in.number();
            long count = in.number();
            for (RecordOutcome outcome : RecordOutcome.values()) {
                if (outcome.code() == code) {
                    byOutcome.put(outcome, count);
                }
            }
        }
        return new RecordCounts(byOutcome, late, noTime, future, first, last);
    }

    RecordCounts counts() {
        Map<RecordOutcome, Long> byOutcome = new EnumMap<>(RecordOutcome.class);
        for (RecordOutcome outcome : RecordOutcome.values()) {
            byOutcome.put(outcome, outcomes[outcome.ordinal()]);
        }
        EventTime usualFirst = first < 0 ? null : EventTime.usual(first);
        EventTime usualLast = last < 0 ? null : EventTime.usual(last);
        return new RecordCounts(
                byOutcome,
                late,
                noTime,
                future,
                EventTime.earlier(usualFirst, oddFirst),
                EventTime.later(usualLast, oddLast));
    }
}
