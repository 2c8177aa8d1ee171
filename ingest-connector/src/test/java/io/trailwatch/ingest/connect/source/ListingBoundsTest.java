package io.trailwatch.ingest.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.archive.s3.BucketLister;
import io.trailwatch.ingest.archive.s3.ListPage;
import io.trailwatch.ingest.archive.s3.ListedObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A million keys: what is remembered of them stays small, and a second poll does not list them again. */
class ListingBoundsTest {
    private static final int DAYS = 2000;
    private static final int A_DAY = 500;
    private static final String REGION = "AWSLogs/111122223333/CloudTrail/us-east-1/";

    private final Instant first = Instant.parse("2020-01-01T00:00:00Z");
    private final SourceRun.HandClock clock = new SourceRun.HandClock(first.plus(Duration.ofDays(DAYS)));
    private final Instant arrived = clock.instant().minusSeconds(3600);
    private int pages;
    private int listed;

    private record Made(ListedObject listed) implements TrailObject {
        @Override
        public String name() {
            return listed.key();
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public Instant lastModified() {
            return listed.lastModified();
        }

        @Override
        public String version() {
            return listed.etag();
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(new byte[0]);
        }
    }

    /** The object with this number, in the order of keys. */
    private ListedObject object(int number, boolean allNew) {
        Instant day = first.plus(Duration.ofDays(number / A_DAY));
        String date = day.toString().substring(0, 10).replace('-', '/');
        Instant time = allNew ? arrived : day.plusSeconds(number % A_DAY);
        return new ListedObject(REGION + date + String.format("/%04d.json.gz", number % A_DAY), 1, time, "e");
    }

    private BucketLister lister(boolean allNew) {
        return (String prefix, @Nullable String delimiter, @Nullable String after, @Nullable String next) -> {
            if (!prefix.startsWith(REGION)) {
                return new ListPage(List.of(), List.of(REGION), null, clock.instant());
            }
            pages++;
            int from = next != null ? Integer.parseInt(next) : firstAfter(after);
            List<ListedObject> objects = new ArrayList<>();
            int end = Math.min(DAYS * A_DAY, from + 1000);
            for (int i = from; i < end; i++) {
                objects.add(object(i, allNew));
            }
            listed += objects.size();
            return new ListPage(objects, List.of(), end < DAYS * A_DAY ? Integer.toString(end) : null, clock.instant());
        };
    }

    private int firstAfter(@Nullable String after) {
        if (after == null) {
            return 0;
        }
        int low = 0;
        int high = DAYS * A_DAY;
        while (low < high) {
            int middle = (low + high) / 2;
            if (object(middle, false).key().compareTo(after) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private BucketSource source(BucketLister lister, OffsetStore store) {
        BucketSource.Opener opener = new BucketSource.Opener() {
            @Override
            public TrailObject open(ListedObject object) {
                return new Made(object);
            }

            @Override
            public ListedObject head(String key) {
                throw new IllegalStateException(key);
            }
        };
        return new BucketSource(
                new BucketSource.Settings(
                        "b", "", PathFilter.ALL, Duration.ofHours(36), 30, Duration.ofMinutes(1), Duration.ofHours(1)),
                Share.ALL,
                lister,
                opener,
                store,
                new SourceMetrics(),
                clock,
                () -> {});
    }

    @Test
    void aMillionKeysLeaveLittleBehindAndAreNotListedAgain() throws Exception {
        Map<Map<String, String>, Map<String, Object>> offsets = new HashMap<>();
        BucketSource source = source(lister(false), partitions -> Map.of());
        assertThat(drain(source, offsets)).isEqualTo(DAYS * A_DAY);
        assertThat(pages).isEqualTo(1000);
        assertThat(stored(offsets)).isLessThan(40_000);

        pages = 0;
        listed = 0;
        clock.forward(Duration.ofMinutes(2));
        assertThat(drain(source, offsets)).isZero();
        assertThat(pages).isOne();
        assertThat(listed).isLessThanOrEqualTo(2 * A_DAY);

        // A new task goes on from the last offset: nothing is read again, and a day later 30 days are looked through.
        clock.forward(Duration.ofDays(1));
        pages = 0;
        listed = 0;
        BucketSource restarted = source(lister(false), partitions -> offsets);
        assertThat(drain(restarted, offsets)).isZero();
        clock.forward(Duration.ofMinutes(2));
        assertThat(drain(restarted, offsets)).isZero();
        assertThat(listed).isLessThanOrEqualTo(32 * A_DAY);
    }

    @Test
    void aMillionKeysThatCameInTheLastHourAreReadOnceToo() throws Exception {
        Map<Map<String, String>, Map<String, Object>> offsets = new HashMap<>();
        BucketSource source = source(lister(true), partitions -> Map.of());
        assertThat(drain(source, offsets)).isEqualTo(DAYS * A_DAY);
        assertThat(stored(offsets)).isLessThan(900_000);
        clock.forward(Duration.ofHours(1).plusMinutes(1));
        assertThat(drain(source, offsets)).isZero();
    }

    private static int stored(Map<Map<String, String>, Map<String, Object>> offsets) {
        return offsets.values().stream()
                .mapToInt(offset -> offset.toString().length())
                .sum();
    }

    /** Reads all there is; gives how many objects that were, and leaves the last offset. */
    private int drain(BucketSource source, Map<Map<String, String>, Map<String, Object>> offsets) throws Exception {
        int read = 0;
        Ledger last = null;
        for (Claim claim = source.next(); claim != null; claim = source.next()) {
            claim.ledger().start(claim.object());
            source.done(claim);
            last = claim.ledger();
            if (++read % 100_000 == 0) {
                assertThat(last.now().toString().length()).isLessThan(900_000);
            }
        }
        if (last != null) {
            offsets.put(last.partition(), last.now());
        }
        return read;
    }
}
