package io.trailwatch.summary.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.TimeText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any order of records, any split over windows, partitions, commits and restarts gives the same contents. */
class SummaryStoreMergeTest {
    private static final long NOW = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final String[] ARNS = {
        "a", "aa", "a\u0000", "arn:aws:iam::1:user/é", "a\u0001\u0000\u0000", "\uD83D\uDE00"
    };
    private static final String[] VALUES = {
        "", "-", "x", "x\u0000", "GetObject", "GetObjects", "3", "\u0007x", "long".repeat(60)
    };
    private static final String[] TIMES = {
        "",
        "-",
        "nonsense",
        "2024-03-05T06:07:08.5Z",
        "2024-03-05 06:07:08",
        "9999-12-31T23:59:59Z",
        "1969-12-31T23:59:59Z"
    };

    private record Placed(RecordStub record, long offset, int index) {}

    static IntStream seeds() {
        return IntStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void sameContentsHoweverSplit(int seed) {
        Random random = new Random(seed);
        List<Placed> records = records(random, 1 + random.nextInt(400));
        Contents expected = new Contents();
        records.forEach(placed -> expected.add(placed.record, placed.offset, placed.index));

        for (int round = 0; round < 3; round++) {
            Collections.shuffle(records, random);
            List<SummaryStore> stores = new ArrayList<>();
            List<TreeWindowStore> inner = new ArrayList<>();
            StoreSettings settings = settings(random);
            int partitions = 1 + random.nextInt(3);
            for (int p = 0; p < partitions; p++) {
                inner.add(new TreeWindowStore());
                stores.add(TreeWindowStore.open(settings, inner.get(p), 1));
            }
            boolean byUser = random.nextBoolean();
            for (Placed placed : records) {
                int key = byUser ? placed.record.text(EventField.USER_ARN).hashCode() : random.nextInt();
                int partition = Math.floorMod(key, partitions);
                disturb(random, settings, stores, inner, partition);
                long time = TimeText.millis(EventTime.of(placed.record.text(EventField.EVENT_TIME)));
                stores.get(partition).add(placed.record, time, NOW, NOW, placed.offset, placed.index);
            }
            MergedRows merged = new MergedRows(stores);
            assertThat(Contents.of(merged, TimeRange.ALL)).hasToString(expected.toString());
            assertThat(merged.counts().inSummaries()).isEqualTo(records.size());
            assertThat(merged.counts().total()).isEqualTo(records.size());
        }
    }

    /** Commits, asks, or closes and opens one store. */
    private static void disturb(
            Random random, StoreSettings settings, List<SummaryStore> stores, List<TreeWindowStore> inner, int p) {
        SummaryStore store = stores.get(p);
        switch (random.nextInt(40)) {
            case 0 -> store.flushCache();
            case 1 -> Contents.of(store, TimeRange.ALL);
            case 2 -> {
                RecordCounts before = store.counts();
                store.flushCache();
                if (settings.changelog()) {
                    store.clearCache();
                }
                assertThat(store.counts()).isEqualTo(before);
            }
            case 3 -> {
                if (settings.changelog()) {
                    store.flushCache();
                    stores.set(p, TreeWindowStore.open(settings, inner.get(p), 1));
                }
            }
            case 4 -> {
                byte[] arn = pick(random, ARNS).getBytes(StandardCharsets.UTF_8);
                for (int asked = 0; asked < 2; asked++) {
                    store.rows(arn, TimeRange.ALL, row -> {});
                }
            }
            default -> {}
        }
    }

    private static StoreSettings settings(Random random) {
        Duration[] windows = {null, Duration.ofMinutes(1), Duration.ofDays(1), Duration.ofDays(30)};
        long[] heaps = {0, 30_000, 400_000, 100_000_000};
        return new StoreSettings(
                "summary",
                windows[random.nextInt(windows.length)],
                Duration.ofHours(1),
                StoreSettings.FOR_EVER,
                random.nextBoolean(),
                heaps[random.nextInt(heaps.length)]);
    }

    private static List<Placed> records(Random random, int count) {
        List<Placed> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String time = random.nextInt(4) == 0
                    ? pick(random, TIMES)
                    : Instant.ofEpochSecond(1_600_000_000L + random.nextInt(200) * 7_000L)
                            .toString();
            RecordStub record = RecordStub.of(pick(random, ARNS), time)
                    .with(EventField.EVENT_NAME, pick(random, VALUES))
                    .with(EventField.EVENT_SOURCE, pick(random, VALUES))
                    .with(EventField.AWS_REGION, pick(random, VALUES))
                    .with(EventField.SOURCE_IP, pick(random, VALUES) + random.nextInt(30))
                    .with(EventField.USER_TYPE, pick(random, VALUES))
                    .with(EventField.USER_AGENT, pick(random, VALUES));
            switch (random.nextInt(5)) {
                case 0 -> record.with(EventField.ACCESS_KEY_ID, "ASIA" + random.nextInt(3));
                case 1 -> record.without(EventField.ACCESS_KEY_ID);
                case 2 -> record.with(EventField.ERROR_CODE, "AccessDenied");
                case 3 -> record.with(EventField.ERROR_CODE, pick(random, VALUES));
                default -> record.without(EventField.EVENT_TIME);
            }
            records.add(new Placed(record, i / 3, i % 3));
        }
        return records;
    }

    private static String pick(Random random, String[] of) {
        return of[random.nextInt(of.length)];
    }
}
