package io.trailwatch.replay;

import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.store.LocalRows;
import io.trailwatch.summary.store.LocalRowsType;
import io.trailwatch.topology.Progress;
import io.trailwatch.topology.StoreNames;
import io.trailwatch.topology.TopologySettings;
import io.trailwatch.topology.TrailwatchTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * The topology over a topic from its beginning. Its state is made anew by each replay and has no changelog: the topic is what
 * counts, and {@link Progress} refuses to count a message twice.
 */
final class ReplayStreams implements AutoCloseable {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final Progress progress;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    final KafkaStreams streams;

    private ReplayStreams(KafkaStreams streams, Progress progress) {
        this.streams = streams;
        this.progress = progress;
    }

    /**
     * Starts it.
     *
     * @param clients how Kafka is reached: {@code bootstrap.servers} and whatever the user's file says
     * @param id of this run alone: no other member, and no committed offset
     * @param state an empty folder
     */
    static ReplayStreams start(
            Map<String, String> clients, Topics topics, TopologySettings settings, int threads, String id, Path state) {
        Progress progress = Progress.forwardOnly();
        Properties properties = properties(clients, threads, id, state);
        KafkaStreams streams =
                new KafkaStreams(TrailwatchTopology.build(settings, progress, topics), new StreamsConfig(properties));
        ReplayStreams replay = new ReplayStreams(streams, progress);
        streams.setUncaughtExceptionHandler(e -> {
            replay.failure.completeExceptionally(e);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        return replay;
    }

    private static Properties properties(Map<String, String> clients, int threads, String id, Path state) {
        Map<String, Object> p = new HashMap<>(clients);
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
        p.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        // Nothing goes on from a commit: a run that was stopped begins at the topic's beginning.
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, NEVER.toMillis());
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        p.put(StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG, NEVER.toMillis());
        p.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        p.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        consumer(
                p,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));
        consumer(p, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2000);
        consumer(p, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.MAX_VALUE);
        consumer(p, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 300_000);
        consumer(p, ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        Properties properties = new Properties();
        properties.putAll(p);
        return properties;
    }

    private static void consumer(Map<String, Object> p, String key, Object value) {
        p.put(StreamsConfig.mainConsumerPrefix(key), value);
    }

    /** How far each partition has been taken. */
    Progress progress() {
        return progress;
    }

    /** Completes exceptionally when a stream thread fails. */
    CompletableFuture<Void> failure() {
        return failure;
    }

    /**
     * Whether every partition's rows can be asked for. Streams hands a partition from one thread to another when its threads
     * come up one after the other; then its rows are away for a moment.
     */
    boolean ready(int partitions) {
        try {
            return streams.state() == KafkaStreams.State.RUNNING
                    && rows().stores().size() == partitions;
        } catch (InvalidStateStoreException e) {
            return false;
        }
    }

    /** What became of the records so far. */
    RecordCounts counts() {
        try {
            return rows().counts();
        } catch (InvalidStateStoreException e) {
            return RecordCounts.NONE; // not opened yet
        }
    }

    /** The rows; good for one query. */
    LocalRows rows() {
        return streams.store(StoreQueryParameters.fromNameAndType(StoreNames.SUMMARY, new LocalRowsType(false)));
    }

    @Override
    public void close() {
        progress.finish();
        streams.close(new KafkaStreams.CloseOptions().timeout(CLOSE).leaveGroup(true));
    }
}
