package io.trailwatch.summary.store;

import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.SummaryRows;
import java.util.List;

/** Rows of one or more partitions of this process. */
public interface LocalRows extends SummaryRows {
    /** One for each partition. */
    List<SummaryStore> stores();

    /** What became of the partitions' records. */
    RecordCounts counts();

    /** How many of a user's records came too late to be kept. */
    long expired(byte[] arn);
}
