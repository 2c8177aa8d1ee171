package io.trailwatch.query;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The raw records on the topic. */
public interface Events {
    /** Takes records, the newest first. */
    @FunctionalInterface
    interface Sink {
        /** One record's bytes as they are on the topic, without a newline; valid until this returns. */
        void record(byte[] array, int offset, int length) throws IOException;
    }

    /**
     * How a search ended.
     *
     * @param scannedBytes bytes of messages that were read
     * @param next where to go on, or null where the search is whole
     */
    record Outcome(
            long records, long scannedBytes, @Nullable EventsPosition next) {}

    /**
     * Looks for records.
     *
     * @throws BusyException when too many searches are under way
     * @throws NotReadyException when the topic can't be read
     */
    Outcome find(EventsQuery query, Sink sink) throws IOException;
}
