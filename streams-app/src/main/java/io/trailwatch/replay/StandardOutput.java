package io.trailwatch.replay;

import io.trailwatch.render.OutputFormat;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

/** One format to standard output. */
final class StandardOutput implements SummaryOutput {
    private final OutputFormat format;
    private final PrintStream out;

    StandardOutput(OutputFormat format, PrintStream out) {
        this.format = format;
        this.out = out;
    }

    @Override
    public List<OutputFormat> formats() {
        return List.of(format);
    }

    @Override
    public OutputStream open(OutputFormat asked) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                out.write(b, off, len);
                check();
            }
        };
    }

    @Override
    public void publish() throws IOException {
        out.flush();
        check();
    }

    /** A print stream keeps its errors to itself. */
    private void check() throws IOException {
        if (out.checkError()) {
            throw new IOException("standard output can't be written: the disk is full or the reader is gone");
        }
    }

    @Override
    public List<String> places() {
        return List.of("standard output");
    }

    @Override
    public void close() {}
}
