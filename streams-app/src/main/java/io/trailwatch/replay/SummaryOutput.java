package io.trailwatch.replay;

import io.trailwatch.render.OutputFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Where the summaries go. Nothing of it is seen under its final name before {@link #publish()}. */
interface SummaryOutput extends AutoCloseable {
    List<OutputFormat> formats();

    /** The stream for a format, buffered by the caller; closed by {@link #publish()} and {@link #close()}. */
    OutputStream open(OutputFormat format) throws IOException;

    /** Makes the results visible: all formats are whole. */
    void publish() throws IOException;

    /** Where each result is, for the report; empty for standard output. */
    List<String> places();

    /** Removes what was not published. Also called from the hook that runs at Ctrl-C. */
    @Override
    void close();
}
