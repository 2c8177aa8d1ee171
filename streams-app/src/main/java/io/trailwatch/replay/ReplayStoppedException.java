package io.trailwatch.replay;

/** The process was told to end while a replay ran. */
public final class ReplayStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayStoppedException() {
        super("stopped");
    }
}
