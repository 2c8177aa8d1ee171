package io.trailwatch.ingest.connect.source;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The ledgers of one task, loaded when they are needed first. */
final class Ledgers<L extends Ledger> {
    private final String source;
    private final OffsetStore store;
    private final Function<Map<String, String>, L> maker;
    private final Map<String, L> ledgers = new HashMap<>();

    Ledgers(String source, OffsetStore store, Function<Map<String, String>, L> maker) {
        this.source = source;
        this.store = store;
        this.maker = maker;
    }

    L get(String stream) {
        L ledger = ledgers.get(stream);
        if (ledger == null) {
            load(List.of(stream));
            ledger = ledgers.get(stream);
        }
        if (ledger == null) {
            throw new IllegalStateException("no ledger for " + stream);
        }
        return ledger;
    }

    boolean has(String stream) {
        return ledgers.containsKey(stream);
    }

    /** Loads several at once: each look-up reads Connect's offsets topic to its end. */
    void load(Collection<String> streams) {
        List<Map<String, String>> partitions = streams.stream()
                .filter(stream -> !ledgers.containsKey(stream))
                .map(stream -> Ledger.partition(source, stream))
                .toList();
        if (partitions.isEmpty()) {
            return;
        }
        Map<Map<String, String>, Map<String, Object>> offsets = store.load(partitions);
        for (Map<String, String> partition : partitions) {
            L ledger = maker.apply(partition);
            Map<String, Object> offset = offsets.get(partition);
            if (offset != null) {
                try {
                    ledger.load(offset);
                } catch (IllegalArgumentException e) {
                    throw new SourceException(
                            "the source offset of " + Names.printable(partition.toString()) + " can't be used: "
                                    + e.getMessage() + "; reset it",
                            e);
                }
            }
            ledgers.put(String.valueOf(partition.get(Ledger.STREAM)), ledger);
        }
    }

    Collection<L> all() {
        return ledgers.values();
    }
}
