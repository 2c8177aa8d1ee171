package io.trailwatch.topology;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the topology runs.
 *
 * @param bootstrapServers {@code host:port,…}
 * @param applicationId of the consumer group; a replay takes a new one each run
 * @param stateFolder where RocksDB lies; a replay takes a fresh one each run
 * @param threads stream threads, at least 1
 * @param clientProperties what the user's Kafka configuration file says: security and the like
 * @param exactlyOnce whether rows, offsets and quarantine are committed as one
 * @param commitInterval how often changed rows are written
 * @param standbys copies of each partition's state on other instances
 * @param applicationServer {@code host:port} by which other instances reach this one, or null
 */
public record StreamsSettings(
        String bootstrapServers,
        String applicationId,
        Path stateFolder,
        int threads,
        Map<String, String> clientProperties,
        boolean exactlyOnce,
        Duration commitInterval,
        int standbys,
        @Nullable String applicationServer) {
    private static final Duration SERVE_COMMIT = Duration.ofSeconds(2);
    private static final Duration REPLAY_COMMIT = Duration.ofSeconds(30);

    public StreamsSettings {
        clientProperties = Map.copyOf(clientProperties);
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1");
        }
        if (standbys < 0) {
            throw new IllegalArgumentException("standbys must not be negative");
        }
    }

    /** For a run that starts over when it is ended before its end. */
    public static StreamsSettings replay(
            String bootstrapServers, String applicationId, Path stateFolder, int threads, Map<String, String> client) {
        return new StreamsSettings(
                bootstrapServers, applicationId, stateFolder, threads, client, false, REPLAY_COMMIT, 0, null);
    }

    /** For the monitor: exactly once. */
    public static StreamsSettings serve(
            String bootstrapServers, String applicationId, Path stateFolder, int threads, Map<String, String> client) {
        return new StreamsSettings(
                bootstrapServers, applicationId, stateFolder, threads, client, true, SERVE_COMMIT, 0, null);
    }

    public StreamsSettings withCommitInterval(Duration interval) {
        return new StreamsSettings(
                bootstrapServers,
                applicationId,
                stateFolder,
                threads,
                clientProperties,
                exactlyOnce,
                interval,
                standbys,
                applicationServer);
    }

    public StreamsSettings withInstances(@Nullable String server, int copies) {
        return new StreamsSettings(
                bootstrapServers,
                applicationId,
                stateFolder,
                threads,
                clientProperties,
                exactlyOnce,
                commitInterval,
                copies,
                server);
    }
}
