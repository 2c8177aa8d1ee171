package io.trailwatch.query;

import io.trailwatch.summary.store.LocalRows;
import io.trailwatch.topology.StoreNames;
import io.trailwatch.topology.SummaryStreams;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** The stores of a running topology, and what its group's metadata say of the others'. */
public final class StreamsStores implements Stores {
    private final SummaryStreams streams;
    private final int partitions;
    private final @Nullable HostInfo self;

    /**
     * @param partitions of the records topic
     * @param self {@code application.server} of this process, or null where it is alone
     */
    public StreamsStores(SummaryStreams streams, int partitions, @Nullable String self) {
        this.streams = streams;
        this.partitions = partitions;
        this.self = self == null ? null : HostInfo.buildFromEndpoint(self);
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public @Nullable HeldRows open(int partition, boolean stale) {
        HeldRows own = opened(partition, false);
        return own != null || !stale ? own : opened(partition, true);
    }

    private @Nullable HeldRows opened(int partition, boolean stale) {
        try {
            LocalRows rows = streams.rows(partition, stale);
            if (rows.stores().isEmpty()) {
                return null;
            }
            // How far a copy is behind counts only when it was asked after the copy was opened: before, it may have
            // been another's.
            Long lag = stale ? lag(partition) : Long.valueOf(0);
            if (lag == null) {
                return null;
            }
            long processed = stale ? -1 : streams.processed().getOrDefault(partition, -1L);
            return new HeldRows(rows, rows::counts, stale, lag, processed);
        } catch (StreamsException | IllegalStateException e) {
            return null;
        }
    }

    private @Nullable Long lag(int partition) {
        Map<Integer, LagInfo> lags =
                streams.kafka().allLocalStorePartitionLags().get(StoreNames.SUMMARY);
        LagInfo lag = lags == null ? null : lags.get(partition);
        return lag == null ? null : lag.offsetLag();
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
