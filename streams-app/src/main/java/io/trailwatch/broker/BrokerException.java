package io.trailwatch.broker;

import org.jspecify.annotations.Nullable;

/** The embedded broker can't start, or it ended itself. The message is one line that names the folder or port and what to do. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
