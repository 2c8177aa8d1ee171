package io.trailwatch.summary.store;

import java.util.List;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.internals.StateStoreProvider;

/** Makes Kafka Streams hand out this process's {@link SummaryStore}s. What it hands out is good for one query. */
public final class LocalRowsType implements QueryableStoreType<LocalRows> {
    @Override
    public boolean accepts(StateStore stateStore) {
        return stateStore instanceof SummaryStore;
    }

    @Override
    public LocalRows create(StateStoreProvider provider, String storeName) {
        List<LocalRows> found = provider.stores(storeName, this);
        return new MergedRows(
                found.stream().flatMap(rows -> rows.stores().stream()).toList());
    }
}
