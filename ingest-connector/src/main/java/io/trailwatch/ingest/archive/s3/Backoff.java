package io.trailwatch.ingest.archive.s3;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waiting between attempts: each time up to twice as long, anywhere between nothing and that ("full jitter", so that many
 * readers that were throttled together do not come back together).
 *
 * @param first the longest first wait
 * @param longest the longest wait of all
 */
public record Backoff(Duration first, Duration longest) {
    public static final Backoff STANDARD = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20));

    /** For tests: no waiting. */
    public static final Backoff NONE = new Backoff(Duration.ZERO, Duration.ZERO);

    /** The longest wait before attempt {@code attempt} (1 is the first repetition), in milliseconds. */
    public long limit(int attempt) {
        int doublings = Math.min(Math.max(attempt, 1) - 1, 30);
        return Math.min(longest.toMillis(), first.toMillis() << doublings);
    }

    /** A wait in milliseconds. */
    public long next(int attempt) {
        long limit = limit(attempt);
        return limit <= 0 ? 0 : ThreadLocalRandom.current().nextLong(limit + 1);
    }

    public void await(int attempt) throws InterruptedException {
        long millis = next(attempt);
        if (millis > 0) {
            Thread.sleep(millis);
        }
    }
}
