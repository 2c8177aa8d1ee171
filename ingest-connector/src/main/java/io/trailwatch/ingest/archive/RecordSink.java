package io.trailwatch.ingest.archive;

import io.trailwatch.ingest.record.RecordSlice;
import java.io.IOException;

/** Takes what a reader finds in a file, in the file's order. */
public interface RecordSink {
    /** One record, unchanged; the slice is valid only until this returns. */
    void record(RecordSlice record) throws IOException;

    /**
     * Something that was read and is no record: a bad line in JSON Lines, a document that is no event, a record over the
     * limit. {@code array[offset, offset+length)} holds its bytes or their beginning, valid only until this returns.
     */
    void rejected(Reject reason, long position, byte[] array, int offset, int length) throws IOException;
}
