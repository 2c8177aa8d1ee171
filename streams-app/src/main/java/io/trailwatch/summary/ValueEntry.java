package io.trailwatch.summary;

/**
 * One value of a counted field.
 *
 * @param value as it is shown
 * @param first the smallest {@code eventTime}, as shown ({@code T} as a space, no {@code Z})
 * @param last the largest
 */
public record ValueEntry(String value, long count, String first, String last) {}
