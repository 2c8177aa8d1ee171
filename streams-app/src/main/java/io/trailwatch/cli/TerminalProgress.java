package io.trailwatch.cli;

import io.trailwatch.replay.ProgressView;
import io.trailwatch.replay.ReplayState;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on a terminal: how much of the archive is done, files, records, MB/s, time left. */
final class TerminalProgress implements ProgressView {
    private final PrintStream err;
    private final int columns;
    private final boolean color;
    private @Nullable ProgressBar bar;
    private volatile @Nullable Duration left;

    TerminalProgress(PrintStream err, int columns, boolean color) {
        this.err = err;
        this.columns = columns;
        this.color = color;
    }

    @Override
    public synchronized void show(ReplayState state) {
        ProgressBar shown = bar;
        if (shown == null) {
            shown = make();
            bar = shown;
        }
        left = state.left();
        shown.maxHint(state.allBytes());
        shown.stepTo(state.bytesDone());
        shown.setExtraMessage(" " + ProgressLines.amounts(state));
    }

    private ProgressBar make() {
        return new ProgressBarBuilder()
                .setTaskName("Replay")
                .setStyle(color ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setUnit(" MB", 1_000_000)
                .setInitialMax(-1)
                .setUpdateIntervalMillis(200)
                .setEtaFunction(state -> Optional.ofNullable(left))
                .setConsumer(new ConsoleProgressBarConsumer(err, columns))
                .clearDisplayOnFinish()
                .build();
    }

    @Override
    public synchronized void close() {
        ProgressBar shown = bar;
        if (shown != null) {
            shown.close();
            bar = null;
        }
    }
}
