package io.trailwatch.http;

import java.time.Duration;

/**
 * What clients may cost.
 *
 * @param connections at the same time
 * @param streams clients of {@code /api/v1/stream} at the same time
 * @param downloads answers of all summaries or of raw records at the same time
 * @param downloadTime for how long one of these may be read
 * @param idle for how long a connection may say or take nothing
 * @param throttle how often changes are told
 * @param request for how long a request may be on its way
 */
public record ApiLimits(
        int connections,
        int streams,
        int downloads,
        Duration downloadTime,
        Duration idle,
        Duration throttle,
        Duration request) {
    public static final ApiLimits DEFAULT =
            new ApiLimits(4096, 2048, 8, Duration.ofMinutes(15), Duration.ofSeconds(30), Duration.ofSeconds(1));

    /** With a minute for a request. */
    public ApiLimits(
            int connections, int streams, int downloads, Duration downloadTime, Duration idle, Duration throttle) {
        this(connections, streams, downloads, downloadTime, idle, throttle, Duration.ofMinutes(1));
    }
}
