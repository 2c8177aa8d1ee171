package io.trailwatch.query;

import java.time.Duration;

/**
 * What one question may cost.
 *
 * @param listedUsers users that a list or all summaries may be made of, in one process
 * @param countedUsers users whose abused calls are counted for one order by them
 * @param peerTimeout for how long another instance may say nothing
 */
public record QueryLimits(int listedUsers, int countedUsers, Duration peerTimeout) {
    public static final QueryLimits DEFAULT = new QueryLimits(1_000_000, 20_000, Duration.ofSeconds(5));
}
