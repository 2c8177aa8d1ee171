package io.trailwatch.summary;

import java.util.function.Consumer;

/**
 * The rows that summaries are made of: what is written and what is still on the heap, merged, at once. Any thread may ask;
 * asking never waits for a commit. A range is answered at window granularity: a window counts whole when it overlaps.
 */
public interface SummaryRows {
    /** Takes one user's headers, one for each window and kind of key. */
    interface UserVisitor {
        /** @param arn UTF-8; never changed by the visitor */
        void header(byte[] arn, Header header);
    }

    /** The headers of all users; a user's headers follow each other. */
    void users(TimeRange range, UserVisitor visitor);

    /** One user's headers. */
    void headers(byte[] arn, TimeRange range, Consumer<Header> visitor);

    /** One user's rows. The same value may come several times (one for each window and kind of key): the visitor adds up. */
    void rows(byte[] arn, TimeRange range, Consumer<Row> visitor);
}
