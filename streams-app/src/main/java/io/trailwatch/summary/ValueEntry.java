package io.trailwatch.summary;

/**
 * One value of a counted field.
 *
 * @param value as it is shown
 * @param first the smallest {@code eventTime}
 * @param last the largest
 */
public record ValueEntry(String value, long count, EventTime first, EventTime last) {}
