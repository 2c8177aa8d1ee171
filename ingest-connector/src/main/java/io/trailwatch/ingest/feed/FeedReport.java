package io.trailwatch.ingest.feed;

import java.time.Duration;
import java.util.Map;

/**
 * What a feed did.
 *
 * @param counters final
 * @param produced by partition of the records' topic, the offset after the last message that this run put there
 * @param cancelled whether it was told to stop before the end
 */
public record FeedReport(FeedCounters counters, Map<Integer, Long> produced, boolean cancelled, Duration took) {}
