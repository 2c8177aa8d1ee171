package io.trailwatch.topology;

import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.store.LocalRows;
import io.trailwatch.summary.store.LocalRowsType;
import io.trailwatch.summary.store.MergedRows;
import io.trailwatch.summary.store.SummaryStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running topology, for a replay and for the monitor. Its rows may be asked from any thread; what is asked while
 * partitions move throws {@link InvalidStateStoreException}, never falls short.
 */
public final class SummaryStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SummaryStreams.class);
    private static final long READY_MILLIS = 2;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(60);

    private final StreamsSettings settings;
    private final Properties properties;
    private final KafkaStreams streams;
    private final Progress progress;
    private final CompletableFuture<TopologyException> fault = new CompletableFuture<>();

    private SummaryStreams(StreamsSettings settings, TopologySettings topology, Topics topics) {
        progress = topology.store().changelog() ? Progress.restartable() : Progress.forwardOnly();
        this.settings = settings;
        properties = StreamsProperties.of(settings);
        streams = new KafkaStreams(TrailwatchTopology.build(topology, progress, topics), properties);
        streams.setUncaughtExceptionHandler(this::failed);
    }

    /** Starts and returns at once; {@link #ready} says when it answers. */
    public static SummaryStreams start(StreamsSettings settings, TopologySettings topology) {
        return start(settings, topology, Topics.STANDARD);
    }

    /** The same over topics with other names. */
    public static SummaryStreams start(StreamsSettings settings, TopologySettings topology, Topics topics) {
        SummaryStreams started = new SummaryStreams(settings, topology, topics);
        started.streams.start();
        return started;
    }

    private StreamThreadExceptionResponse failed(Throwable thrown) {
        TopologyException exception = TopologyException.of(thrown);
        LOG.debug("a stream thread failed", thrown);
        fault.complete(exception);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Completes with what to tell the user when processing has failed; never when it is closed. */
    public CompletableFuture<TopologyException> fault() {
        return fault;
    }

    /** Whether every assigned partition is restored and answers. */
    public boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** How far each partition has been taken in. */
    public Progress progress() {
        return progress;
    }

    /** For metrics, lags and metadata. */
    public KafkaStreams kafka() {
        return streams;
    }

    /**
     * Waits until each partition has been taken in up to, not including, the offset, and its rows can be asked for.
     *
     * @throws TopologyException when processing has failed
     */
    public void awaitProcessed(Map<Integer, Long> nextOffsets) throws InterruptedException {
        try {
            CompletableFuture.anyOf(progress.reached(nextOffsets), fault).get();
        } catch (ExecutionException e) {
            throw TopologyException.of(e);
        }
        while (!ready() && !fault.isDone()) {
            // A partition may be on its way from one of the threads to another.
            TimeUnit.MILLISECONDS.sleep(READY_MILLIS);
        }
        if (fault.isDone()) {
            throw fault.join();
        }
    }

    /**
     * Begins to watch that this process is in its group, for questions that others' rows depend on; the caller closes it. It
     * counts for half a session: nobody else has a member's partitions before the member was silent for a whole one.
     */
    public GroupLease lease() {
        Duration half = StreamsProperties.session(properties).dividedBy(2);
        return GroupLease.start(new GroupMembers(settings, streams, half), half);
    }

    /** How much this process wrote to the quarantine topic. */
    public long quarantined() {
        return progress.quarantined();
    }

    /** Completes when each partition has been taken in up to, not including, the offset; see {@link #fault} as well. */
    public CompletableFuture<Void> reached(Map<Integer, Long> nextOffsets) {
        return progress.reached(nextOffsets);
    }

    /** The offset after the last message taken, by partition of this process. */
    public Map<Integer, Long> processed() {
        return progress.next();
    }

    /**
     * The rows of this process's partitions, good for one query.
     *
     * @throws InvalidStateStoreException while partitions move or are restored
     */
    public LocalRows rows() {
        Set<Integer> assigned = assigned();
        if (ready() && assigned.isEmpty()) {
            return new MergedRows(List.of());
        }
        LocalRows rows =
                streams.store(StoreQueryParameters.fromNameAndType(StoreNames.SUMMARY, new LocalRowsType(false)));
        for (SummaryStore store : rows.stores()) {
            assigned.remove(store.partition());
        }
        if (!assigned.isEmpty()) {
            throw new InvalidStateStoreException("Partitions " + assigned + " are being opened.");
        }
        return rows;
    }

    private Set<Integer> assigned() {
        Set<Integer> partitions = new TreeSet<>();
        for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
            for (TaskMetadata task : thread.activeTasks()) {
                partitions.add(task.taskId().partition());
            }
        }
        return partitions;
    }

    /**
     * One partition's rows.
     *
     * @param stale whether a standby, or a state that is still being restored, may answer
     * @throws InvalidStateStoreException where the partition is not here
     */
    public LocalRows rows(int partition, boolean stale) {
        StoreQueryParameters<LocalRows> query = StoreQueryParameters.fromNameAndType(
                        StoreNames.SUMMARY, new LocalRowsType(stale))
                .withPartition(partition);
        return streams.store(stale ? query.enableStaleStores() : query);
    }

    /** What became of the records of this process's partitions. */
    public RecordCounts counts() {
        return rows().counts();
    }

    /** The same by partition. */
    public Map<Integer, RecordCounts> countsByPartition() {
        Map<Integer, RecordCounts> counts = new TreeMap<>();
        for (SummaryStore store : rows().stores()) {
            counts.put(store.partition(), store.counts());
        }
        return counts;
    }

    /** Which instance has a user, or null while that is not known. */
    public @Nullable KeyQueryMetadata owner(byte[] arn) {
        KeyQueryMetadata found = streams.queryMetadataForKey(StoreNames.SUMMARY, arn, new ByteArraySerializer());
        return KeyQueryMetadata.NOT_AVAILABLE.equals(found) ? null : found;
    }

    /** All instances that have partitions or copies of them. */
    public Collection<StreamsMetadata> instances() {
        return streams.streamsMetadataForStore(StoreNames.SUMMARY);
    }

    /** Leaves the group at once. What a replay has on the heap is thrown away. */
    @Override
    public void close() {
        progress.finish();
        boolean closed =
                streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE_WITHIN));
        if (!closed) {
            LOG.warn("stream threads did not end within {} s", CLOSE_WITHIN.toSeconds());
        }
    }
}
