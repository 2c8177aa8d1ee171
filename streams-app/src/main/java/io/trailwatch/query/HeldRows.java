package io.trailwatch.query;

import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.SummaryRows;
import java.util.function.Supplier;

/**
 * One partition's rows in this process, opened for one question. Reading them throws when they were closed meanwhile.
 *
 * @param counts what became of the partition's records
 * @param stale whether they are a copy, which may be behind
 * @param lag changes of rows by which the copy was behind at a moment after it was opened; 0 where it is none
 * @param processed the offset after the last message taken in, or -1 where that is not known
 */
public record HeldRows(SummaryRows rows, Supplier<RecordCounts> counts, boolean stale, long lag, long processed) {}
