package io.trailwatch.ingest.connect.source;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger said at some moment. Immutable. The list of done objects becomes text when somebody looks: of the many offsets
 * that messages bring, Kafka Connect stores one a transaction.
 */
final class LedgerOffset extends AbstractMap<String, Object> {
    private final Map<String, Object> rest;
    private final DoneSet.@Nullable Snapshot done;
    private volatile @Nullable Map<String, Object> whole;

    /** @param rest all but the done objects; must not change any more */
    LedgerOffset(Map<String, Object> rest, DoneSet.@Nullable Snapshot done) {
        this.rest = rest;
        this.done = done;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Map<String, Object> map = whole;
        if (map == null) {
            map = new HashMap<>(rest);
            if (done != null) {
                map.put(Ledger.DONE, done.encode());
            }
            map = Collections.unmodifiableMap(map);
            whole = map;
        }
        return map.entrySet();
    }
}
