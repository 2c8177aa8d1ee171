package io.trailwatch.query;

/** A question whose answer would cost too much; the message says what to ask instead. */
public final class TooCostlyException extends RuntimeException {
    public TooCostlyException(String message) {
        super(message);
    }
}
