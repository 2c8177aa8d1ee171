package io.trailwatch.render;

import io.trailwatch.summary.UserSummary;
import java.io.IOException;
import java.io.OutputStream;

/** Writes summaries in one format, user after user in the order of the result, so that memory does not grow with users. */
public interface SummaryWriter {
    /** What stands before the first user. */
    void begin() throws IOException;

    void user(UserSummary summary) throws IOException;

    /** What stands after the last user; flushes, and leaves the stream open. */
    void end() throws IOException;

    /** A writer for a format; it buffers by itself. */
    static SummaryWriter of(OutputFormat format, OutputStream out) {
        return switch (format) {
            case CSV -> new CsvWriter(out);
            case JSON -> new JsonWriter(out);
            case JSONL -> new JsonLinesWriter(out);
        };
    }
}
