package io.trailwatch.summary.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.Header;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.RecordOutcome;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.Test;

class SummaryStoreTest {
    private static final long NOW = Instant.parse("2026-01-10T12:00:00Z").toEpochMilli();
    private static final byte[] ARN = "arn".getBytes(UTF_8);

    private final TreeWindowStore inner = new TreeWindowStore();

    private SummaryStore store(Duration window, Duration retention, long heapBytes) {
        return TreeWindowStore.open(
                new StoreSettings("summary", window, Duration.ofHours(1), retention, true, heapBytes), inner);
    }

    private static RecordOutcome add(SummaryStore store, RecordStub record) {
        long time = TimeText.millis(EventTime.of(record.text(EventField.EVENT_TIME)));
        return store.add(record, time, NOW, NOW, 0, 0);
    }

    private static long events(LocalRows store, TimeRange range) {
        long[] sum = {0};
        store.headers(ARN, range, header -> sum[0] += header.events());
        return sum[0];
    }

    private static TimeRange range(String from, String to) {
        return new TimeRange(
                Instant.parse(from).toEpochMilli(), Instant.parse(to).toEpochMilli());
    }

    @Test
    void writesEachChangedRowOnceACommit() {
        SummaryStore store = store(Duration.ofDays(1), StoreSettings.FOR_EVER, 1 << 20);
        for (int i = 0; i < 1000; i++) {
            add(store, RecordStub.of("arn", "2026-01-01T00:00:00Z"));
        }
        assertThat(inner.puts).isZero();
        store.flushCache();
        assertThat(inner.puts).as("five values, a header, the counts").isEqualTo(7);
        store.flushCache();
        assertThat(inner.puts).isEqualTo(7);
        add(store, RecordStub.of("arn", "2026-01-01T00:00:00Z").with(EventField.AWS_REGION, "us-east-1"));
        store.flushCache();
        assertThat(inner.puts).isEqualTo(14);
    }

    @Test
    void answersFromHeapAndWindowStoreAtOnce() {
        SummaryStore store = store(null, StoreSettings.FOR_EVER, 1 << 20);
        add(store, RecordStub.of("arn", "2026-01-01T00:00:00Z"));
        store.flushCache();
        store.clearCache();
        add(store, RecordStub.of("arn", "2026-01-03T00:00:00Z").with(EventField.AWS_REGION, "us-east-1"));

        List<Row> rows = new ArrayList<>();
        store.rows(ARN, TimeRange.ALL, rows::add);
        assertThat(rows).hasSize(6);
        assertThat(rows)
                .filteredOn(row -> new String(row.value(), UTF_8).equals("192.0.2.1"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.count()).isEqualTo(2);
                    assertThat(row.first()).isEqualTo(EventTime.of("2026-01-01T00:00:00Z"));
                    assertThat(row.last()).isEqualTo(EventTime.of("2026-01-03T00:00:00Z"));
                });
        assertThat(events(store, TimeRange.ALL)).isEqualTo(2);
    }

    @Test
    void rangesAreAnsweredByWholeWindows() {
        SummaryStore store = store(Duration.ofDays(1), StoreSettings.FOR_EVER, 1 << 20);
        add(store, RecordStub.of("arn", "2026-01-01T00:00:00Z"));
        add(store, RecordStub.of("arn", "2026-01-01T00:59:59Z"));
        add(store, RecordStub.of("arn", "2026-01-01T01:00:00Z"));
        add(store, RecordStub.of("arn", "2026-01-02T00:00:00Z"));
        add(store, RecordStub.of("arn", "no time"));
        add(store, RecordStub.of("arn", "9999-12-31T23:59:59Z"));
        for (int written = 0; written < 2; written++) {
            assertThat(events(store, range("2026-01-01T00:30:00Z", "2026-01-01T00:40:00Z")))
                    .isEqualTo(2);
            assertThat(events(store, range("2026-01-01T01:00:00Z", "2026-01-01T23:00:00Z")))
                    .isEqualTo(1);
            assertThat(events(store, range("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")))
                    .isEqualTo(4);
            assertThat(events(
                            store,
                            new TimeRange(Instant.parse("2026-01-02T00:00:00Z").toEpochMilli(), Long.MAX_VALUE)))
                    .as("with the one of 9999")
                    .isEqualTo(2);
            assertThat(events(store, TimeRange.ALL)).isEqualTo(6);
            store.flushCache();
            store.clearCache();
        }
        assertThat(store.counts().noTime()).isEqualTo(1);
        assertThat(store.counts().future()).isEqualTo(1);
        assertThat(store.counts().late()).isEqualTo(4);
    }

    @Test
    void aHostileTimeMakesNoWindowInTheFuture() {
        SummaryStore store = store(Duration.ofDays(1), Duration.ofDays(30), 1 << 20);
        add(store, RecordStub.of("arn", "9999-12-31T23:59:59Z"));
        add(store, RecordStub.of("arn", "2026-01-11T11:00:00Z"));
        add(store, RecordStub.of("arn", "2026-02-11T11:00:00Z"));
        add(store, RecordStub.of("arn", "+999999999-12-31T23:59:59Z"));
        add(store, RecordStub.of("arn", ""));
        store.flushCache();
        assertThat(inner.map.keySet()).allMatch(key -> key.start() <= NOW + Windows.SKEW_MILLIS && key.start() >= 0);
        assertThat(events(store, TimeRange.ALL)).isEqualTo(5);
    }

    @Test
    void whatIsOlderThanTheRetentionIsCountedByUser() {
        SummaryStore store = store(Duration.ofDays(1), Duration.ofDays(30), 1 << 20);
        assertThat(add(store, RecordStub.of("arn", "2025-12-11T12:00:00Z"))).isEqualTo(RecordOutcome.SUMMARISED);
        assertThat(add(store, RecordStub.of("arn", "2025-12-11T11:59:59Z"))).isEqualTo(RecordOutcome.EXPIRED);
        assertThat(add(store, RecordStub.of("arn", "1969-01-01T00:00:00Z"))).isEqualTo(RecordOutcome.EXPIRED);
        store.flushCache();
        store.clearCache();
        assertThat(add(store, RecordStub.of("arn", "2019-01-01T00:00:00Z"))).isEqualTo(RecordOutcome.EXPIRED);
        assertThat(store.expired(ARN)).isEqualTo(3);
        assertThat(store.expired("ar".getBytes(UTF_8))).isZero();
        assertThat(events(store, TimeRange.ALL)).isEqualTo(1);
        assertThat(store.counts().of(RecordOutcome.EXPIRED)).isEqualTo(3);
    }

    @Test
    void countsSurviveARestart() {
        SummaryStore store = store(Duration.ofDays(1), StoreSettings.FOR_EVER, 1 << 20);
        add(store, RecordStub.of("arn", "2026-01-01T00:00:00Z").with(EventField.ACCESS_KEY_ID, "ASIA"));
        add(store, RecordStub.of("arn", "soon"));
        store.count(RecordOutcome.UNREADABLE, NOW);
        store.flushCache();
        RecordCounts before = store.counts();
        assertThat(before.of(RecordOutcome.TEMPORARY_KEY)).isEqualTo(1);
        assertThat(before.of(RecordOutcome.UNREADABLE)).isEqualTo(1);
        assertThat(before.total()).isEqualTo(3);
        assertThat(before.first()).isEqualTo(EventTime.of("2026-01-01T00:00:00Z"));
        assertThat(before.last()).isEqualTo(EventTime.of("soon"));

        SummaryStore again = store(Duration.ofDays(1), StoreSettings.FOR_EVER, 1 << 20);
        assertThat(again.counts()).isEqualTo(before);
        again.count(RecordOutcome.UNREADABLE, NOW + Duration.ofDays(3).toMillis());
        again.flushCache();
        assertThat(store(Duration.ofDays(1), StoreSettings.FOR_EVER, 1 << 20)
                        .counts()
                        .of(RecordOutcome.UNREADABLE))
                .isEqualTo(2);
    }

    @Test
    void theHeapPartStaysWithinItsBound() {
        long bound = 2_000_000;
        SummaryStore store = store(null, StoreSettings.FOR_EVER, bound);
        for (int i = 0; i < 60_000; i++) {
            add(
                    store,
                    RecordStub.of("arn" + i % 700, "2026-01-01T00:00:00.%09dZ".formatted(i))
                            .with(EventField.USER_AGENT, "agent " + i + "x".repeat(i % 97)));
            assertThat(store.heapBytes()).isLessThan(bound);
        }
        assertThat(inner.puts).isPositive();
        assertThat(Contents.of(store, TimeRange.ALL).toString().lines().filter(line -> line.contains("USER_AGENT")))
                .hasSize(60_000);
    }

    @Test
    void usersComeOnceEachInOneOrder() {
        SummaryStore store = store(Duration.ofDays(1), StoreSettings.FOR_EVER, 1 << 20);
        for (int i = 0; i < 50; i++) {
            add(store, RecordStub.of("arn" + i % 10, "20%02d-01-01T00:00:00Z".formatted(i % 25)));
            if (i == 20) {
                store.flushCache();
                store.clearCache();
            }
        }
        List<String> arns = new ArrayList<>();
        store.users(TimeRange.ALL, (arn, header) -> {
            String name = new String(arn, UTF_8);
            if (arns.isEmpty() || !arns.get(arns.size() - 1).equals(name)) {
                arns.add(name);
            }
        });
        assertThat(arns).hasSize(10).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aClosedStoreRefusesRatherThanFallsShort() {
        SummaryStore store = store(null, StoreSettings.FOR_EVER, 1 << 20);
        add(store, RecordStub.of("arn", "2026-01-01T00:00:00Z"));
        store.flushCache();
        assertThatThrownBy(() -> store.users(TimeRange.ALL, (arn, header) -> store.close()))
                .isInstanceOf(InvalidStateStoreException.class);
        List<Header> none = new ArrayList<>();
        assertThatThrownBy(() -> store.headers(ARN, TimeRange.ALL, none::add))
                .isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> new MergedRows(List.of(store)).users(TimeRange.ALL, (arn, header) -> {}))
                .isInstanceOf(InvalidStateStoreException.class);
    }

    @Test
    void rowsOfAStoreThatWasClosedAndOpenedAgainAreRefusedToWhoHeldItBefore() {
        SummaryStore store = store(null, StoreSettings.FOR_EVER, 1 << 20);
        add(store, RecordStub.of("arn", "2026-01-01T00:00:00Z"));
        store.flushCache();
        MergedRows before = new MergedRows(List.of(store));
        store.close();
        inner.openAgain();
        store.opened(0);

        // The store itself answers: with whatever it has been restored to.
        assertThat(events(store, TimeRange.ALL)).isEqualTo(1);
        assertThat(events(new MergedRows(List.of(store)), TimeRange.ALL)).isEqualTo(1);
        assertThatThrownBy(() -> events(before, TimeRange.ALL)).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> before.headers(ARN, TimeRange.ALL, header -> {}))
                .isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> before.rows(ARN, TimeRange.ALL, row -> {}))
                .isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(before::counts).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> before.expired(ARN)).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(before::verifyOpen).isInstanceOf(InvalidStateStoreException.class);
    }

    @Test
    void withoutAChangelogACommitWritesNothing() {
        SummaryStore store = TreeWindowStore.open(StoreSettings.allTime("summary", 1 << 20), inner);
        add(store, RecordStub.of("arn", "2026-01-01T00:00:00Z"));
        store.flushCache();
        assertThat(inner.puts).isZero();
        assertThat(events(store, TimeRange.ALL)).isEqualTo(1);
    }
}
