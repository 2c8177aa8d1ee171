package io.trailwatch.query;

/**
 * A user in a list.
 *
 * @param failed of the events, those that count as failed
 * @param abused of the events, calls of commonly abused APIs; -1 where they were not counted
 * @param first as a summary shows it
 * @param userType {@code userIdentity.type} at the newest event
 */
public record UserEntry(
        String userArn, long events, long failed, long abused, String first, String last, String userType) {}
