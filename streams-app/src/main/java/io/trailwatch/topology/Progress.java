package io.trailwatch.topology;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How far each partition of the records topic has been taken in by this run. Without a changelog a run counts each message
 * once because every partition is read once, forward: {@link #taken} proves it and fails where it does not hold.
 */
public final class Progress {
    private final Map<Integer, Cell> partitions = new ConcurrentHashMap<>();
    private final LongAdder quarantined = new LongAdder();
    private final boolean forwardOnly;
    private volatile boolean finished;
    private volatile @Nullable Wanted wanted;

    private Progress(boolean forwardOnly) {
        this.forwardOnly = forwardOnly;
    }

    /** For a run whose state is restored to where its offsets stand. */
    public static Progress restartable() {
        return new Progress(false);
    }

    /** For a run that reads each partition once. */
    public static Progress forwardOnly() {
        return new Progress(true);
    }

    /** Where the processor of one partition notes how far it is. One thread at a time. */
    static final class Cell {
        private volatile long next = -1;

        /** The offset after the last message taken, or -1. */
        long next() {
            return next;
        }
    }

    private record Wanted(Map<Integer, Long> next, CompletableFuture<Void> reached) {}

    /**
     * The cell of a partition whose task begins. A run whose state is restored begins anew: what was taken here before may have
     * been lost uncommitted, and taken elsewhere or again.
     */
    Cell begun(int partition) {
        if (!forwardOnly) {
            partitions.put(partition, new Cell());
        }
        return cell(partition);
    }

    Cell cell(int partition) {
        return partitions.computeIfAbsent(partition, p -> new Cell());
    }

    /** Before a message is taken in: refuses one that has been. */
    void check(Cell cell, int partition, long offset) {
        if (forwardOnly && offset < cell.next) {
            throw new IllegalStateException("partition " + partition + " was read again from offset " + offset
                    + " after " + (cell.next - 1) + " had been counted: start the replay again");
        }
    }

    /** After a message has been taken in. */
    void taken(Cell cell, long offset) {
        cell.next = offset + 1;
        Wanted now = wanted;
        if (now != null) {
            completeIfReached(now);
        }
    }

    /** Something was written to the quarantine topic. */
    void toQuarantine() {
        quarantined.increment();
    }

    /** How much this run wrote to the quarantine topic. */
    public long quarantined() {
        return quarantined.sum();
    }

    /** Completes when each partition has been taken in up to, not including, the offset. */
    public CompletableFuture<Void> reached(Map<Integer, Long> nextOffsets) {
        Wanted now = new Wanted(Map.copyOf(nextOffsets), new CompletableFuture<>());
        wanted = now;
        completeIfReached(now);
        return now.reached;
    }

    private void completeIfReached(Wanted now) {
        for (Map.Entry<Integer, Long> entry : now.next.entrySet()) {
            Cell cell = partitions.get(entry.getKey());
            if ((cell == null ? 0 : Math.max(0, cell.next)) < entry.getValue()) {
                return;
            }
        }
        now.reached.complete(null);
    }

    /** The offset after the last message taken, by partition; partitions without any are missing. */
    public Map<Integer, Long> next() {
        Map<Integer, Long> next = new TreeMap<>();
        partitions.forEach((partition, cell) -> {
            if (cell.next >= 0) {
                next.put(partition, cell.next);
            }
        });
        return next;
    }

    /** From now on what is on the heap of a store without a changelog is not wanted any more. */
    public void finish() {
        finished = true;
    }

    boolean unfinished() {
        return !finished;
    }
}
