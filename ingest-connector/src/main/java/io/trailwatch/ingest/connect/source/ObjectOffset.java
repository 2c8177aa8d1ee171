package io.trailwatch.ingest.connect.source;

import java.util.AbstractMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A source offset in the middle of an object: what all its records share, and how many items of it are done. Immutable. */
final class ObjectOffset extends AbstractMap<String, Object> {
    private final Map<String, Object> shared;
    private final long items;

    /** @param shared must not change any more */
    ObjectOffset(Map<String, Object> shared, long items) {
        this.shared = shared;
        this.items = items;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Set<Entry<String, Object>> entries = new LinkedHashSet<>(shared.entrySet());
        entries.add(Map.entry(Ledger.ITEMS, items));
        return entries;
    }
}
