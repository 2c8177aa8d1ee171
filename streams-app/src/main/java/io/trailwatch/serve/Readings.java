package io.trailwatch.serve;

import io.trailwatch.metrics.ExportState;
import io.trailwatch.metrics.MonitorReadings;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.TimeText;
import io.trailwatch.summary.store.SummaryStore;
import io.trailwatch.topology.SummaryStreams;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;

/** The readings of the parts that a monitor runs. What can't be asked while partitions move is what it was before. */
final class Readings implements MonitorReadings {
    private static final double NO_EVENT = Double.NaN;

    private final SummaryStreams streams;
    private final List<Following> sources;
    private final ProcessingLag lag;
    private final Path folder;
    private final BooleanSupplier ready;
    private final Supplier<@Nullable ExportState> exports;
    private final InstantSource clock;
    private volatile RecordCounts lastCounts = RecordCounts.NONE;

    Readings(
            SummaryStreams streams,
            List<Following> sources,
            ProcessingLag lag,
            Path folder,
            BooleanSupplier ready,
            Supplier<@Nullable ExportState> exports,
            InstantSource clock) {
        this.streams = streams;
        this.sources = sources;
        this.lag = lag;
        this.folder = folder;
        this.ready = ready;
        this.exports = exports;
        this.clock = clock;
    }

    @Override
    public RecordCounts records() {
        try {
            lastCounts = streams.counts();
        } catch (InvalidStateStoreException e) {
            // partitions move: the last counts hold until they have arrived
        }
        return lastCounts;
    }

    @Override
    public long quarantined() {
        return streams.quarantined()
                + sources.stream().mapToLong(Following::rejected).sum();
    }

    @Override
    public Map<String, Long> files() {
        Map<String, Long> files = new TreeMap<>();
        sources.forEach(source -> source.files().forEach((outcome, count) -> files.merge(outcome, count, Long::sum)));
        return files;
    }

    @Override
    public long feedBytes() {
        return sources.stream().mapToLong(Following::bytes).sum();
    }

    @Override
    public long pendingFiles() {
        return sources.stream().mapToLong(Following::pendingFiles).sum();
    }

    @Override
    public double ingestLagSeconds() {
        return sources.stream()
                .map(Following::lag)
                .mapToDouble(lag -> lag.toMillis() / 1e3)
                .max()
                .orElse(0);
    }

    @Override
    public long processingLagRecords() {
        return lag.records();
    }

    @Override
    public double processingLagSeconds() {
        return lag.seconds();
    }

    @Override
    public double eventLagSeconds() {
        RecordCounts counts = records();
        if (counts.last() == null) {
            return NO_EVENT;
        }
        long millis = TimeText.millis(counts.last());
        return millis == TimeText.UNREADABLE ? NO_EVENT : age(Instant.ofEpochMilli(millis));
    }

    private double age(Instant time) {
        return Math.max(0, Duration.between(time, clock.instant()).toMillis() / 1e3);
    }

    @Override
    public long storeRows() {
        return ofStores(SummaryStore::heapRows);
    }

    @Override
    public long storeUsers() {
        return ofStores(SummaryStore::heapUsers);
    }

    @Override
    public long storeHeapBytes() {
        return ofStores(SummaryStore::heapBytes);
    }

    private long ofStores(ToLongFunction<SummaryStore> reading) {
        try {
            return streams.rows().stores().stream().mapToLong(reading).sum();
        } catch (InvalidStateStoreException e) {
            return 0;
        }
    }

    @Override
    public boolean ready() {
        return ready.getAsBoolean();
    }

    @Override
    public long dataFreeBytes() {
        return folder.toFile().getUsableSpace();
    }

    @Override
    public long rebalances() {
        return streams.kafka().metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("rebalance-total")
                        && metric.metricName().group().equals("consumer-coordinator-metrics"))
                .mapToLong(metric -> metric.metricValue() instanceof Number number ? number.longValue() : 0)
                .sum();
    }

    @Override
    public @Nullable ExportState exports() {
        return exports.get();
    }
}
