package io.trailwatch.query;

import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** Another instance did not answer, or not as it should. */
public final class PeerException extends RuntimeException {
    public PeerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether it said nothing for too long. */
    boolean timedOut() {
        return getCause() instanceof SocketTimeoutException;
    }
}
