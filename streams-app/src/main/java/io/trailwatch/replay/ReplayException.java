package io.trailwatch.replay;

/** A replay can't be done. The message is one line that names the file or option, what is wrong and what to do. */
public final class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReplayException(String message) {
        super(message);
    }

    public ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
