package io.trailwatch.summary;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many records came to which outcome.
 *
 * @param byOutcome every outcome, also those with 0
 * @param late of the records in summaries, those that reached the topic more than a day after they happened
 * @param noTime of them, those without a readable time
 * @param future of them, those whose time lies in the future
 * @param first the smallest time in a summary, or null
 * @param last the largest time in a summary, or null
 */
public record RecordCounts(
        Map<RecordOutcome, Long> byOutcome,
        long late,
        long noTime,
        long future,
        @Nullable EventTime first,
        @Nullable EventTime last) {
    public static final RecordCounts NONE = new RecordCounts(Map.of(), 0, 0, 0, null, null);

    public RecordCounts {
        Map<RecordOutcome, Long> all = new EnumMap<>(RecordOutcome.class);
        for (RecordOutcome outcome : RecordOutcome.values()) {
            all.put(outcome, byOutcome.getOrDefault(outcome, 0L));
        }
        byOutcome = all;
    }

    public long of(RecordOutcome outcome) {
        return byOutcome.getOrDefault(outcome, 0L);
    }

    /** All records of the topic that were taken. */
    public long total() {
        return Arrays.stream(RecordOutcome.values()).mapToLong(this::of).sum();
    }

    /** Those in the state, with temporary keys and without. */
    public long inSummaries() {
        return of(RecordOutcome.SUMMARISED) + of(RecordOutcome.TEMPORARY_KEY);
    }

    public RecordCounts plus(RecordCounts other) {
        Map<RecordOutcome, Long> sum = new EnumMap<>(RecordOutcome.class);
        for (RecordOutcome outcome : RecordOutcome.values()) {
            sum.put(outcome, of(outcome) + other.of(outcome));
        }
        return new RecordCounts(
                sum,
                late + other.late,
                noTime + other.noTime,
                future + other.future,
                EventTime.earlier(first, other.first),
                EventTime.later(last, other.last));
    }
}
