package io.trailwatch.query;

import io.trailwatch.summary.store.LocalRows;
import io.trailwatch.summary.store.SummaryStore;
import io.trailwatch.topology.StoreNames;
import io.trailwatch.topology.SummaryStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** The stores of a running topology, and what its group's metadata say of the others'. */
public final class StreamsStores implements Stores {
    private static final Duration LAG_PATIENCE = Duration.ofSeconds(1);

    private final SummaryStreams streams;
    private final int partitions;
    private final @Nullable HostInfo self;
    private final BooleanSupplier confirmed;
    private final CopyLags lags;

    /**
     * @param partitions of the records topic
     * @param self {@code application.server} of this process, or null where it is alone
     * @param confirmed whether this process is known to be in its group, so that nobody else counts on from its rows
     */
    public StreamsStores(SummaryStreams streams, int partitions, @Nullable String self, BooleanSupplier confirmed) {
        this.streams = streams;
        this.partitions = partitions;
        this.self = self == null ? null : HostInfo.buildFromEndpoint(self);
        this.confirmed = confirmed;
        ThreadPoolExecutor asker =
                new ThreadPoolExecutor(0, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "lags-of-copies");
                    thread.setDaemon(true);
                    return thread;
                });
        this.lags = new CopyLags(this::allLags, asker, LAG_PATIENCE);
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public @Nullable HeldRows open(int partition, boolean stale) {
        boolean own = confirmed.getAsBoolean();
        if (!own && !stale) {
            return null;
        }
        HeldRows active = active(partition, own);
        return active != null || !stale ? active : copy(partition);
    }

    private @Nullable HeldRows active(int partition, boolean own) {
        LocalRows rows = rows(partition, false);
        if (rows == null) {
            return null;
        }
        long processed = streams.processed().getOrDefault(partition, -1L);
        return own
                ? new HeldRows(rows, rows::counts, HeldRows.Kind.OWN, 0, processed)
                : new HeldRows(rows, rows::counts, HeldRows.Kind.UNCONFIRMED, Coverage.UNKNOWN, -1);
    }

    private @Nullable HeldRows copy(int partition) {
        LocalRows rows = rows(partition, true);
        if (rows == null) {
            return null;
        }
        try {
            SummaryStore store = rows.stores().get(0);
            Long lag = lags.of(partition, new CopyLags.Opened(store, store.opening()));
            return lag == null ? null : new HeldRows(rows, rows::counts, HeldRows.Kind.COPY, lag, -1);
        } catch (InvalidStateStoreException e) {
            return null;
        }
    }

    private @Nullable LocalRows rows(int partition, boolean stale) {
        try {
            LocalRows rows = streams.rows(partition, stale);
            return rows.stores().isEmpty() ? null : rows;
        } catch (StreamsException | IllegalStateException e) {
            return null;
        }
    }

    private Map<Integer, Long> allLags() {
        Map<Integer, LagInfo> lags =
                streams.kafka().allLocalStorePartitionLags().getOrDefault(StoreNames.SUMMARY, Map.of());
        return lags.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, lag -> lag.getValue().offsetLag()));
    }

    /** Kafka Streams' metadata leave out a process that does not advertise itself. */
    private List<Instance> alone() {
        Set<Integer> active = streams.kafka().metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .map(task -> task.taskId().partition())
                .collect(Collectors.toSet());
        return List.of(new Instance("", -1, true, active, Set.of()));
    }

    @Override
    public List<Instance> instances() {
        if (self == null) {
            return alone();
        }
        List<Instance> instances = new ArrayList<>();
        try {
            for (StreamsMetadata process : streams.instances()) {
                HostInfo host = process.hostInfo();
                instances.add(new Instance(
                        host.host(),
                        host.port(),
                        host.equals(self),
                        numbers(process.topicPartitions()),
                        numbers(process.standbyTopicPartitions())));
            }
        } catch (IllegalStateException | StreamsException e) {
            return List.of();
        }
        return instances;
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }
}
