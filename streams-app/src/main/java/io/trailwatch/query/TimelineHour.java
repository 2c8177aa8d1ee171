package io.trailwatch.query;

/**
 * A user's events in one window of the timeline.
 *
 * @param start epoch milliseconds
 */
public record TimelineHour(long start, long success, long failed) {}
