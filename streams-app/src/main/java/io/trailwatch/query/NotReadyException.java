package io.trailwatch.query;

/** Stores are being restored or partitions move: ask again soon. */
public final class NotReadyException extends RuntimeException {
    public NotReadyException(String message) {
        super(message);
    }
}
