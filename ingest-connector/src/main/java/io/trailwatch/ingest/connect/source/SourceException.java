package io.trailwatch.ingest.connect.source;

import org.jspecify.annotations.Nullable;

/** A source can't go on until somebody changes something; the message is one line for users. */
public final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
