package io.trailwatch.summary.store;

import io.trailwatch.summary.Header;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Several partitions' rows as one. A user is in one partition where the topic's key is the ARN; it need not be. */
public final class MergedRows implements LocalRows {
    private final List<SummaryStore> stores;

    public MergedRows(List<SummaryStore> stores) {
        this.stores = List.copyOf(stores);
    }

    @Override
    public void users(TimeRange range, UserVisitor visitor) {
        int[] openings = stores.stream().mapToInt(SummaryStore::opening).toArray();
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
            for (int i = 0; i < openings.length; i++) {
                stores.get(i).verifyOpen(openings[i]);
            }
        }
    }

    @Override
    public void headers(byte[] arn, TimeRange range, Consumer<Header> visitor) {
        stores.forEach(store -> store.headers(arn, range, visitor));
    }

    @Override
    public void rows(byte[] arn, TimeRange range, Consumer<Row> visitor) {
        stores.forEach(store -> store.rows(arn, range, visitor));
    }

    @Override
    public List<SummaryStore> stores() {
        return stores;
    }

    @Override
    public RecordCounts counts() {
        return stores.stream().map(SummaryStore::counts).reduce(RecordCounts.NONE, RecordCounts::plus);
    }

    @Override
    public long expired(byte[] arn) {
        return stores.stream().mapToLong(store -> store.expired(arn)).sum();
    }
}
