package io.trailwatch.http;

import org.jspecify.annotations.Nullable;

/** The HTTP interface can't be served; the message is one line for the user. */
public final class ApiException extends RuntimeException {
    public ApiException(String message) {
        this(message, null);
    }

    public ApiException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
