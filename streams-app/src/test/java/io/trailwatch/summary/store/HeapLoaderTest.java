package io.trailwatch.summary.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.RowField;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HeapLoaderTest {
    private static final long NOW = Instant.parse("2026-01-10T12:00:00Z").toEpochMilli();
    private static final byte[] LARGE = "large".getBytes(UTF_8);
    private static final byte[] SMALL = "small".getBytes(UTF_8);
    private static final int RECORDS = 600;
    private static final int MANY = 500;

    private final TreeWindowStore inner = new TreeWindowStore();
    private final Contents expected = new Contents();
    private int offset;

    private SummaryStore open(long heapBytes) {
        StoreSettings settings = new StoreSettings(
                "summary", Duration.ofDays(1), Duration.ofHours(1), StoreSettings.FOR_EVER, true, heapBytes);
        return TreeWindowStore.open(settings, inner, MANY);
    }

    private void add(SummaryStore store, String arn, int number) {
        String time = Instant.parse("2025-12-01T00:00:00Z")
                .plusSeconds(number * 3000L)
                .toString();
        RecordStub record = RecordStub.of(arn, time)
                .with(EventField.SOURCE_IP, "192.0.2." + number % 50)
                .with(EventField.USER_AGENT, "agent " + number)
                .with(EventField.USER_TYPE, "type " + number % 3);
        if (number % 4 == 0) {
            record.with(EventField.ACCESS_KEY_ID, "ASIA" + number % 8);
        }
        store.add(record, TimeText.millis(EventTime.of(time)), NOW, NOW, offset, 0);
        expected.add(record, offset++, 0);
    }

    /** A store whose rows all lie in the window store. */
    private SummaryStore restarted(long heapBytes) {
        SummaryStore before = open(heapBytes);
        for (int number = 0; number < RECORDS; number++) {
            add(before, "large", number);
        }
        add(before, "small", 1);
        before.flushCache();
        return open(heapBytes);
    }

    private static void ask(SummaryStore store, byte[] arn) {
        store.rows(arn, TimeRange.ALL, row -> {});
    }

    private long rowsReadToAsk(SummaryStore store, byte[] arn) {
        long before = inner.read;
        ask(store, arn);
        return inner.read - before;
    }

    @Test
    void aLargeUserAskedForTwiceIsReadOfTheHeapFromThenOn() {
        SummaryStore store = restarted(1 << 24);
        ask(store, LARGE);
        ask(store, LARGE);
        assertThat(rowsReadToAsk(store, LARGE)).isZero();
        assertThat(Contents.of(store, TimeRange.ALL)).hasToString(expected.toString());
        long puts = inner.puts;
        store.flushCache();
        assertThat(inner.puts).as("nothing was changed").isEqualTo(puts);
    }

    @Test
    void whatComesThenIsCountedOnTopAndWritten() {
        SummaryStore store = restarted(1 << 24);
        add(store, "large", 7);
        ask(store, LARGE);
        ask(store, LARGE);
        add(store, "large", 8);
        add(store, "large", RECORDS + 1);
        assertThat(Contents.of(store, TimeRange.ALL)).hasToString(expected.toString());
        store.flushCache();
        assertThat(Contents.of(open(1 << 24), TimeRange.ALL)).hasToString(expected.toString());
    }

    @Test
    void smallUsersAndThoseAskedForOnceInARowStayWhereTheyAre() {
        SummaryStore store = restarted(1 << 24);
        for (int turn = 0; turn < 3; turn++) {
            assertThat(rowsReadToAsk(store, SMALL)).isPositive();
        }
        assertThat(store.heapRows()).isZero();
    }

    @Test
    void whereThereIsNoRoomRowsStayInTheWindowStore() {
        SummaryStore store = restarted(10_000);
        for (int turn = 0; turn < 4; turn++) {
            assertThat(rowsReadToAsk(store, LARGE)).isGreaterThan(MANY);
        }
        assertThat(store.heapRows()).isLessThan(MANY);
        assertThat(Contents.of(store, TimeRange.ALL)).hasToString(expected.toString());
    }

    @Test
    void aCopyIsAlwaysReadOfTheWindowStoreWhichOthersChange() {
        restarted(1 << 24);
        StoreSettings settings = new StoreSettings(
                "summary", Duration.ofDays(1), Duration.ofHours(1), StoreSettings.FOR_EVER, true, 1 << 24);
        SummaryStore copy = new SummaryStore(settings, inner, () -> true, MANY);
        copy.opened(0);
        for (int turn = 0; turn < 4; turn++) {
            assertThat(rowsReadToAsk(copy, LARGE)).isGreaterThan(MANY);
        }
        assertThat(copy.heapRows()).isZero();
    }

    @Test
    void aHeapThatIsClearedMeanwhileDoesNotCountAsWhole() {
        SummaryStore store = restarted(1 << 24);
        long whole = rowsReadToAsk(store, LARGE);
        long[] left = {whole + whole / 2}; // the question itself reads them once
        inner.beforeNext = () -> {
            if (--left[0] == 0) {
                store.clearCache();
                store.restored();
            }
        };
        ask(store, LARGE);
        assertThat(left[0]).as("cleared while rows were taken over").isNotPositive();
        inner.beforeNext = () -> {};
        assertThat(rowsReadToAsk(store, LARGE)).isEqualTo(whole);
        assertThat(Contents.of(store, TimeRange.ALL)).hasToString(expected.toString());
    }

    @Test
    void answersAreExactWhileRecordsComeAndRowsAreTakenOver() {
        SummaryStore store = restarted(400_000);
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Integer> asking = CompletableFuture.supplyAsync(() -> {
            int answers = 0;
            long least = RECORDS;
            for (; !ended.get() || answers < 3; answers++) {
                long[] count = {0};
                store.rows(LARGE, TimeRange.ALL, row -> {
                    if (row.field() == RowField.USER_AGENT) {
                        count[0] += row.count();
                    }
                });
                assertThat(count[0]).isGreaterThanOrEqualTo(least);
                least = count[0];
            }
            return answers;
        });
        for (int number = 0; number < 20 * RECORDS && !asking.isDone(); number++) {
            add(store, number % 3 == 0 ? "large" : "other" + number % 100, number % (2 * RECORDS));
            if (number % 500 == 0) {
                store.flushCache();
            }
        }
        ended.set(true);
        assertThat(asking.join()).isGreaterThan(2);
        assertThat(Contents.of(store, TimeRange.ALL)).hasToString(expected.toString());
    }
}
