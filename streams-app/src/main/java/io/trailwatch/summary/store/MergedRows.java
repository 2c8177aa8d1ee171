package io.trailwatch.summary.store;

import io.trailwatch.summary.Header;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * Several partitions' rows as one, good for one query. A user is in one partition where the topic's key is the ARN; it need not
 * be. Whatever is read throws {@link InvalidStateStoreException} when a store has been closed
 * since this was made, opened again or not: what is found then is another state, perhaps one that is being restored.
 */
public final class MergedRows implements LocalRows {
    private final List<SummaryStore> stores;
    private final int[] openings;

    /** @throws InvalidStateStoreException when one of the stores is closed */
    public MergedRows(List<SummaryStore> stores) {
        this.stores = List.copyOf(stores);
        openings = this.stores.stream().mapToInt(SummaryStore::opening).toArray();
    }

    @Override
    public void verifyOpen() {
        for (int i = 0; i < openings.length; i++) {
            stores.get(i).verifyOpen(openings[i]);
        }
    }

    @Override
    public void users(TimeRange range, UserVisitor visitor) {
        List<HeaderCursor> cursors = new ArrayList<>();
        try {
            for (SummaryStore store : stores) {
                cursors.add(store.cursor(range));
            }
            try (HeaderCursor all = HeaderCursor.together(cursors)) {
                all.forEach(visitor::header);
            }
        } finally {
            cursors.forEach(HeaderCursor::close);
            verifyOpen();
        }
    }

    @Override
    public void headers(byte[] arn, TimeRange range, Consumer<Header> visitor) {
        stores.forEach(store -> store.headers(arn, range, visitor));
        verifyOpen();
    }

    @Override
    public void rows(byte[] arn, TimeRange range, Consumer<Row> visitor) {
        stores.forEach(store -> store.rows(arn, range, visitor));
        verifyOpen();
    }

    @Override
    public List<SummaryStore> stores() {
        return stores;
    }

    @Override
    public RecordCounts counts() {
        RecordCounts counts = stores.stream().map(SummaryStore::counts).reduce(RecordCounts.NONE, RecordCounts::plus);
        verifyOpen();
        return counts;
    }

    @Override
    public long expired(byte[] arn) {
        long expired = stores.stream().mapToLong(store -> store.expired(arn)).sum();
        verifyOpen();
        return expired;
    }
}
