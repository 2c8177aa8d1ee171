package io.trailwatch.query;

import java.time.Duration;
import java.util.List;

/** Follows the topic from now on, for one thread. */
public interface Changes extends AutoCloseable {
    /** A message of a user came onto the topic. */
    record Change(String arn, int partition, long offset) {}

    /** Makes one that begins now. */
    @FunctionalInterface
    interface Source {
        Changes open();
    }

    /** What came since, waiting a while for something. */
    List<Change> poll(Duration wait);

    @Override
    void close();
}
