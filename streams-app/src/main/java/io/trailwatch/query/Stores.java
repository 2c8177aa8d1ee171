package io.trailwatch.query;

import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Where the rows are: in this process and in others. */
public interface Stores {
    /** Partitions of the records topic; 0 while that is not known. */
    int partitions();

    /**
     * Opens a partition's rows for one question.
     *
     * @param stale whether a copy will do where this process does not have the partition itself
     * @return null where they are not here, or can't be asked now
     */
    @Nullable
    HeldRows open(int partition, boolean stale);

    /** All processes of the group that are known to have something, this one too. */
    List<Instance> instances();

    /** The partition in which a user's records lie: that of Kafka's own partitioner for the ARN as key. */
    default int partition(byte[] arn) {
        return Utils.toPositive(Utils.murmur2(arn)) % partitions();
    }
}
