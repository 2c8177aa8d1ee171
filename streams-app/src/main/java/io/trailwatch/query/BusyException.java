package io.trailwatch.query;

/** More questions wait than can be answered soon: ask again later. */
public final class BusyException extends RuntimeException {
    public BusyException(String message) {
        super(message);
    }
}
