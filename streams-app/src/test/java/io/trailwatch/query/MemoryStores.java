package io.trailwatch.query;

import io.trailwatch.render.GoldenTrail;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.RecordOutcome;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.utils.Utils;

/** Partitions in memory; each may be here, here as a copy, or away. */
public final class MemoryStores implements Stores {
    private final int partitions;
    private final Map<Integer, MemoryRows> rows = new TreeMap<>();
    final Set<Integer> active = ConcurrentHashMap.newKeySet();
    final Map<Integer, Long> copies = new ConcurrentHashMap<>();
    private final Set<Integer> unconfirmed = ConcurrentHashMap.newKeySet();
    final List<Instance> instances = new CopyOnWriteArrayList<>();
    volatile boolean starting;
    volatile long processed = 1_000_000;

    public MemoryStores(int partitions) {
        this.partitions = partitions;
        for (int i = 0; i < partitions; i++) {
            rows.put(i, new MemoryRows());
            active.add(i);
        }
        instances.add(new Instance("127.0.0.1", 1, true, new HashSet<>(active), Set.of()));
    }

    /** The golden trail's rows. */
    public static MemoryStores golden(int partitions) {
        MemoryStores stores = new MemoryStores(partitions);
        try {
            GoldenTrail.Rows golden = GoldenTrail.rows(GoldenTrail.records(name -> true));
            golden.headers()
                    .forEach(
                            (arn, list) -> list.forEach(header -> stores.of(arn).header(arn, header)));
            golden.rows()
                    .forEach((arn, list) -> list.forEach(row -> stores.of(arn).row(arn, row)));
            return stores;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public MemoryRows of(String arn) {
        return rows.get(Utils.toPositive(Utils.murmur2(arn.getBytes(StandardCharsets.UTF_8))) % partitions);
    }

    public MemoryRows of(int partition) {
        return rows.get(partition);
    }

    public void setStarting(boolean now) {
        starting = now;
    }

    public void away(int partition) {
        active.remove(partition);
    }

    public void back(int partition) {
        copies.remove(partition);
        active.add(partition);
    }

    /** Neither its rows nor a copy of them are here any more. */
    public void lose(int partition) {
        active.remove(partition);
        copies.remove(partition);
    }

    /** What the group's metadata say. */
    public void know(List<Instance> processes) {
        instances.clear();
        instances.addAll(processes);
    }

    public void copy(int partition, long lag) {
        active.remove(partition);
        copies.put(partition, lag);
    }

    /** Its rows are here, but the group may have given it to another. */
    public void unconfirm(int partition) {
        active.remove(partition);
        unconfirmed.add(partition);
    }

    @Override
    public int partitions() {
        return starting ? 0 : partitions;
    }

    @Override
    public HeldRows open(int partition, boolean stale) {
        HeldRows.Kind kind = active.contains(partition)
                ? HeldRows.Kind.OWN
                : unconfirmed.contains(partition) ? HeldRows.Kind.UNCONFIRMED : HeldRows.Kind.COPY;
        Long lag = switch (kind) {
            case OWN -> Long.valueOf(0);
            case UNCONFIRMED -> Long.valueOf(Coverage.UNKNOWN);
            case COPY -> copies.get(partition);
        };
        if (lag == null || kind != HeldRows.Kind.OWN && !stale) {
            return null;
        }
        RecordCounts counts = new RecordCounts(
                Map.of(RecordOutcome.SUMMARISED, 10L, RecordOutcome.UNREADABLE, (long) partition), 1, 0, 0, null, null);
        if (!rows.containsKey(partition)) {
            return null;
        }
        return new HeldRows(rows.get(partition), () -> counts, kind, lag, kind == HeldRows.Kind.OWN ? processed : -1);
    }

    @Override
    public List<Instance> instances() {
        return instances;
    }
}
