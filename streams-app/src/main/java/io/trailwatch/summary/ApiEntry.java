package io.trailwatch.summary;

/**
 * One API call of a user.
 *
 * @param api {@code eventName (eventSource)}
 * @param description what attackers use it for; empty where it is not on the list or descriptions are hidden
 */
public record ApiEntry(String api, String description, long count, EventTime first, EventTime last) {}
