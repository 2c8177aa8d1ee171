package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.ReaderLimits;
import java.time.Duration;
import java.util.Map;

/**
 * How a feed is to run.
 *
 * @param client settings for Kafka clients, {@code bootstrap.servers} among them
 * @param topics where to
 * @param source names the archive for ever, so that a later run knows its files again: an absolute path or a bucket's address
 * @param id begins the transactional ids; two feeds on one cluster have two
 * @param threads files read at the same time
 * @param resumable whether a later run goes on where this one ends, however it ends, with each record on the topic once;
 *     without it a run that ends early leaves a part on the topic
 * @param limits what a file may cost
 * @param maxMessageBytes the largest message that the topics take
 * @param commitInterval how often what was read becomes visible to others
 */
public record FeedSettings(
        Map<String, String> client,
        Topics topics,
        String source,
        String id,
        int threads,
        boolean resumable,
        ReaderLimits limits,
        int maxMessageBytes,
        Duration commitInterval) {
    /** What the embedded broker takes. */
    public static final int EMBEDDED_MESSAGE_BYTES = 24 * 1024 * 1024;

    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

    public FeedSettings {
        if (threads < 1 || maxMessageBytes < 1024 || commitInterval.isNegative()) {
            throw new IllegalArgumentException("feed settings out of range");
        }
        client = Map.copyOf(client);
    }

    /** Two threads, resumable, into the embedded broker. */
    public static FeedSettings of(String bootstrapServers, String source) {
        return new FeedSettings(
                Map.of("bootstrap.servers", bootstrapServers),
                Topics.STANDARD,
                source,
                "trailwatch-feed",
                2,
                true,
                ReaderLimits.DEFAULT,
                EMBEDDED_MESSAGE_BYTES,
                COMMIT_INTERVAL);
    }

    public FeedSettings withClient(Map<String, String> settings) {
        return new FeedSettings(
                settings, topics, source, id, threads, resumable, limits, maxMessageBytes, commitInterval);
    }

    public FeedSettings withTopics(Topics names) {
        return new FeedSettings(client, names, source, id, threads, resumable, limits, maxMessageBytes, commitInterval);
    }

    public FeedSettings withId(String newId) {
        return new FeedSettings(
                client, topics, source, newId, threads, resumable, limits, maxMessageBytes, commitInterval);
    }

    public FeedSettings withThreads(int count) {
        return new FeedSettings(client, topics, source, id, count, resumable, limits, maxMessageBytes, commitInterval);
    }

    public FeedSettings withResumable(boolean on) {
        return new FeedSettings(client, topics, source, id, threads, on, limits, maxMessageBytes, commitInterval);
    }

    public FeedSettings withLimits(ReaderLimits newLimits) {
        return new FeedSettings(
                client, topics, source, id, threads, resumable, newLimits, maxMessageBytes, commitInterval);
    }

    public FeedSettings withMaxMessageBytes(int bytes) {
        return new FeedSettings(client, topics, source, id, threads, resumable, limits, bytes, commitInterval);
    }

    public FeedSettings withCommitInterval(Duration interval) {
        return new FeedSettings(client, topics, source, id, threads, resumable, limits, maxMessageBytes, interval);
    }
}
