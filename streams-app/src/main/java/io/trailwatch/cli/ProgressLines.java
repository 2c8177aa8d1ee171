package io.trailwatch.cli;

import io.trailwatch.replay.ProgressView;
import io.trailwatch.replay.ReplayState;
import io.trailwatch.text.Amounts;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A plain line now and then, for a log or a pipe. */
final class ProgressLines implements ProgressView {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintStream err;
    private Duration next = EVERY;

    ProgressLines(PrintStream err) {
        this.err = err;
    }

    @Override
    public void show(ReplayState state) {
        if (state.elapsed().compareTo(next) < 0) {
            return;
        }
        next = state.elapsed().plus(EVERY);
        Duration left = state.left();
        err.println(amounts(state) + (left == null ? "" : ", " + Amounts.time(left) + " left"));
    }

    /** {@code 12/20 files, 1,234,567 records, 85 MB/s}. */
    static String amounts(ReplayState state) {
        String files =
                Amounts.count(state.files()) + (state.allFiles() < 0 ? "" : "/" + Amounts.count(state.allFiles()));
        return String.format(
                Locale.ROOT,
                "%s files, %s records, %.0f MB/s",
                files,
                Amounts.count(state.recordsTaken()),
                state.megabytesPerSecond());
    }
}
