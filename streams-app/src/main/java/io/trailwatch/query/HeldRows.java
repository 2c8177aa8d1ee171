package io.trailwatch.query;

import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.SummaryRows;
import java.util.function.Supplier;

/**
 * One partition's rows in this process, opened for one question. Reading them throws when they were closed meanwhile.
 *
 * @param counts what became of the partition's records
 * @param kind whose rows they are
 * @param lag changes of rows by which a copy was behind at a moment after it was opened; 0 where it is none,
 *     {@link Coverage#UNKNOWN} where it is not known
 * @param processed the offset after the last message taken in, or -1 where that is not known
 */
public record HeldRows(SummaryRows rows, Supplier<RecordCounts> counts, Kind kind, long lag, long processed) {
    /** Whose rows they are. */
    public enum Kind {
        /** Of a partition whose records this process counts. */
        OWN,
        /** A copy, which may be behind. */
        COPY,
        /** Of a partition whose records this process counted when it was last in touch with its group: another may go on. */
        UNCONFIRMED
    }

    /** Whether others may know more. */
    public boolean stale() {
        return kind != Kind.OWN;
    }
}
