package io.trailwatch.query;

import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.Header;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.SummaryRows;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.TimeText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** Rows in memory, in windows of an hour (headers) and a day (values). Can be closed under a reader, as a store is. */
public final class MemoryRows implements SummaryRows {
    static final Granularity GRANULARITY = new Granularity(Duration.ofDays(1), Duration.ofHours(1));

    private final Map<String, List<Header>> headers = new TreeMap<>();
    private final Map<String, List<Row>> rows = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public synchronized void header(String arn, Header header) {
        long start = window(header.first(), Duration.ofHours(1));
        headers.computeIfAbsent(arn, a -> new ArrayList<>())
                .add(new Header(
                        header.temporaryKey(),
                        start,
                        header.events(),
                        header.denied(),
                        header.errors(),
                        header.first(),
                        header.last(),
                        header.type()));
    }

    public synchronized void row(String arn, Row row) {
        rows.computeIfAbsent(arn, a -> new ArrayList<>()).add(row);
    }

    /** From now on whoever reads is refused. */
    public void close() {
        closed = true;
    }

    private static long window(EventTime time, Duration length) {
        long millis = TimeText.millis(time);
        return millis == TimeText.UNREADABLE ? -1 : millis / length.toMillis() * length.toMillis();
    }

    @Override
    public void users(TimeRange range, UserVisitor visitor) {
        headers.forEach((arn, list) -> {
            byte[] key = arn.getBytes(StandardCharsets.UTF_8);
            headers(key, range, header -> visitor.header(key, header));
        });
        verifyOpen();
    }

    @Override
    public void headers(byte[] arn, TimeRange range, Consumer<Header> visitor) {
        for (Header header : headers.getOrDefault(new String(arn, StandardCharsets.UTF_8), List.of())) {
            if (in(range, header.windowStart(), Duration.ofHours(1))) {
                visitor.accept(header);
            }
        }
        verifyOpen();
    }

    @Override
    public void rows(byte[] arn, TimeRange range, Consumer<Row> visitor) {
        for (Row row : rows.getOrDefault(new String(arn, StandardCharsets.UTF_8), List.of())) {
            if (in(range, window(row.first(), Duration.ofDays(1)), Duration.ofDays(1))) {
                visitor.accept(row);
            }
        }
        verifyOpen();
    }

    private static boolean in(TimeRange range, long start, Duration length) {
        return range.unbounded() || (start >= 0 && start <= range.to() && start + length.toMillis() > range.from());
    }

    private void verifyOpen() {
        if (closed) {
            throw new InvalidStateStoreException("closed");
        }
    }
}
