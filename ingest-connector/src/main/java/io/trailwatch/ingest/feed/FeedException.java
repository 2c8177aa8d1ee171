package io.trailwatch.ingest.feed;

import org.jspecify.annotations.Nullable;

/** The feed can't go on. The message is one line that names what failed and what to do. */
public final class FeedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FeedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
