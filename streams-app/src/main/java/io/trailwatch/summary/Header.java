package io.trailwatch.summary;

/**
 * One user in one window.
 *
 * @param windowStart epoch milliseconds
 * @param events records counted
 * @param denied of them, those whose {@code errorCode} is exactly {@code AccessDenied}
 * @param errors of them, those with any {@code errorCode}
 */
public record Header(
        boolean temporaryKey,
        long windowStart,
        long events,
        long denied,
        long errors,
        EventTime first,
        EventTime last,
        UserTypeSeen type) {}
