package io.trailwatch.summary.store;

import java.util.List;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.internals.StateStoreProvider;

/** Makes Kafka Streams hand out this process's {@link SummaryStore}s. What it hands out is good for one query. */
public final class LocalRowsType implements QueryableStoreType<LocalRows> {
    private final boolean stale;

    public LocalRowsType() {
        this(false);
    }

    /** @param stale whether a store may answer that has not got all of its changelog */
    public LocalRowsType(boolean stale) {
        this.stale = stale;
    }

    @Override
    public boolean accepts(StateStore stateStore) {
        return stateStore instanceof SummaryStore;
    }

    @Override
    public LocalRows create(StateStoreProvider provider, String storeName) {
        List<SummaryStore> stores = provider.stores(storeName, this).stream()
                .flatMap(rows -> rows.stores().stream())
                .toList();
        // Which opening they are of is noted before it is asked whether that one is restored.
        LocalRows rows = new MergedRows(stores);
        for (SummaryStore store : stores) {
            if (!stale && !store.isRestored()) {
                throw new InvalidStateStoreException("Partition " + store.partition() + " is being restored.");
            }
        }
        return rows;
    }
}
