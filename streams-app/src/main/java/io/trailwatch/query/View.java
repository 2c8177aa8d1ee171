package io.trailwatch.query;

import io.trailwatch.summary.FailedRule;

/**
 * What a reader chooses of a summary, as it can be told to another instance.
 *
 * @param geoIp whether source IPs are shown with their place
 * @param top at most so many entries of each field; {@link Integer#MAX_VALUE} for all
 */
public record View(boolean includeStsKeys, FailedRule failed, boolean hideDescriptions, boolean geoIp, int top) {}
