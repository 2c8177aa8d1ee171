package io.trailwatch.summary.store;

import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.SummaryRows;
import java.util.List;

/** Rows of one or more partitions of this process. */
public interface LocalRows extends SummaryRows {
    /**
     * Checks that what has been read since these rows were handed out is one state's.
     *
     * @throws org.apache.kafka.streams.errors.InvalidStateStoreException when a partition's rows were closed meanwhile
     */
    void verifyOpen();

    /** One for each partition. */
    List<SummaryStore> stores();

    /** What became of the partitions' records. */
    RecordCounts counts();

    /** How many of a user's records came too late to be kept. */
    long expired(byte[] arn);
}
