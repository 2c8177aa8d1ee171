package io.trailwatch.replay;

import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.store.LocalRows;
import io.trailwatch.topology.Progress;
import io.trailwatch.topology.StreamsSettings;
import io.trailwatch.topology.SummaryStreams;
import io.trailwatch.topology.TopologySettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * The topology over a topic from its beginning. Its state is made anew by each replay and has no changelog: the topic is what
 * counts, and {@link Progress} refuses to count a message twice.
 */
final class ReplayStreams implements AutoCloseable {
    private final SummaryStreams summaries;
    final KafkaStreams streams;

    private ReplayStreams(SummaryStreams summaries) {
        this.summaries = summaries;
        streams = summaries.kafka();
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
        Map<String, String> others = new HashMap<>(clients);
        String servers = others.remove(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
        if (servers == null) {
            throw new IllegalArgumentException("no bootstrap.servers");
        }
        return new ReplayStreams(
                SummaryStreams.start(StreamsSettings.replay(servers, id, state, threads, others), settings, topics));
    }

    /** How far each partition has been taken. */
    Progress progress() {
        return summaries.progress();
    }

    /** Completes exceptionally when a stream thread fails. */
    CompletableFuture<Void> failure() {
        return summaries.fault().thenCompose(CompletableFuture::failedFuture);
    }

    /**
     * Whether every partition's rows can be asked for. Streams hands a partition from one thread to another when its threads
     * come up one after the other; then its rows are away for a moment.
     */
    boolean ready(int partitions) {
        try {
            return summaries.ready() && rows().stores().size() == partitions;
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
        return summaries.rows();
    }

    @Override
    public void close() {
        summaries.close();
    }
}
