package io.trailwatch.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes.
 *
 * @param out standard output: results only, UTF-8, flushed by the one who writes
 * @param err standard error: everything that is said to the user, UTF-8
 * @param columns width of the terminal on which a person sees standard error; 0 where it is none
 */
public record Console(PrintStream out, PrintStream err, int columns) {
    /** Set by the launcher, which can ask the system; Java itself can't say it of standard error alone. */
    static final String COLUMNS_PROPERTY = "trailwatch.columns";

    /** That of this process. */
    public static Console ofProcess() {
        return new Console(
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                        false,
                        StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Math.max(0, Integer.getInteger(COLUMNS_PROPERTY, 0)));
    }

    public boolean terminal() {
        return columns > 0;
    }
}
