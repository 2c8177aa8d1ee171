package io.trailwatch.replay;

/** Shows a replay's progress. Called by one thread, about ten times a second. */
public interface ProgressView extends AutoCloseable {
    /** Shows nothing. */
    ProgressView SILENT = state -> {};

    void show(ReplayState state);

    /** Leaves the terminal clean for what is printed next. */
    @Override
    default void close() {}
}
