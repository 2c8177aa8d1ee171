package io.trailwatch.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.Header;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.RecordOutcome;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.RowField;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.store.StoreSettings;
import io.trailwatch.summary.store.SummaryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrailwatchTopologyTest {
    private static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");
    private static final String ALICE = "arn:aws:iam::123456789012:user/alice";

    @TempDir
    Path folder;

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> records;
    private TestOutputTopic<byte[], byte[]> quarantine;
    private SummaryStore store;

    private void open(TopologySettings settings) {
        open(settings, Progress.forwardOnly());
    }

    private void open(TopologySettings settings, Progress progress) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(TrailwatchTopology.build(settings, progress), properties, NOW);
        records = driver.createInputTopic(
                Topics.RECORDS, new ByteArraySerializer(), new ByteArraySerializer(), NOW, Duration.ZERO);
        quarantine =
                driver.createOutputTopic(Topics.QUARANTINE, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        store = (SummaryStore) driver.getStateStore(StoreNames.SUMMARY);
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    private static TopologySettings windowed() {
        return TopologySettings.serve(
                Duration.ofDays(1), Duration.ofHours(1), StoreSettings.FOR_EVER, TopologySettings.HEAP_BYTES);
    }

    private void send(String... messages) {
        for (String message : messages) {
            records.pipeInput(ALICE.getBytes(UTF_8), message.getBytes(UTF_8));
        }
    }

    private static String event(String time, String more) {
        return """
                {"eventTime":"%s","eventName":"GetObject","eventSource":"s3.amazonaws.com","awsRegion":"eu-west-1",\
                "sourceIPAddress":"192.0.2.7","userAgent":"aws-cli","userIdentity":{"type":"IAMUser","arn":"%s",\
                "accessKeyId":"AKIA1"}%s}""".formatted(time, ALICE, more);
    }

    private Map<String, Long> values(RowField field) {
        Map<String, Long> values = new TreeMap<>();
        store.rows(ALICE.getBytes(UTF_8), TimeRange.ALL, row -> {
            if (row.field() == field) {
                values.merge(new String(row.value(), UTF_8), row.count(), Long::sum);
            }
        });
        return values;
    }

    private Map<RecordOutcome, Long> outcomes() {
        Map<RecordOutcome, Long> found = new TreeMap<>(store.counts().byOutcome());
        found.values().removeIf(count -> count == 0);
        return found;
    }

    @Test
    void oneRecordAndBatchesOfThemComeToTheSameRows() {
        open(windowed());
        send(
                event("2024-03-05T06:00:00Z", ""),
                "{\"Records\":[" + event("2024-03-05T06:00:01Z", "") + "," + event("2024-03-06T06:00:00Z", "") + "]}");

        List<Row> rows = new ArrayList<>();
        store.rows(ALICE.getBytes(UTF_8), TimeRange.ALL, rows::add);
        assertThat(rows).as("five values, those of two days added up").hasSize(5);
        assertThat(rows).extracting(Row::count).containsOnly(3L);
        assertThat(values(RowField.SOURCE_IP)).isEqualTo(Map.of("192.0.2.7", 3L));
        List<Header> headers = new ArrayList<>();
        store.headers(ALICE.getBytes(UTF_8), TimeRange.ALL, headers::add);
        assertThat(headers)
                .extracting(Header::windowStart, Header::events)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                Instant.parse("2024-03-05T06:00:00Z").toEpochMilli(), 2L),
                        org.assertj.core.groups.Tuple.tuple(
                                Instant.parse("2024-03-06T06:00:00Z").toEpochMilli(), 1L));
        assertThat(outcomes()).isEqualTo(Map.of(RecordOutcome.SUMMARISED, 3L));
    }

    @Test
    void callsAreKeptApartByTheirError() {
        open(windowed());
        send(
                event("2024-03-05T06:00:00Z", ""),
                event("2024-03-05T06:00:00Z", ",\"errorCode\":null"),
                event("2024-03-05T06:00:00Z", ",\"errorCode\":\"AccessDenied\""),
                event("2024-03-05T06:00:00Z", ",\"errorCode\":\"AccessDeniedException\""),
                event("2024-03-05T06:00:00Z", ",\"errorCode\":\"Client.UnauthorizedOperation\""));
        assertThat(values(RowField.API_SUCCESS).values()).containsExactly(2L);
        assertThat(values(RowField.API_DENIED).values()).containsExactly(1L);
        assertThat(values(RowField.API_ERROR).values()).containsExactly(2L);
        store.headers(ALICE.getBytes(UTF_8), TimeRange.ALL, header -> {
            assertThat(header.denied()).isEqualTo(1);
            assertThat(header.errors()).isEqualTo(3);
        });
    }

    @Test
    void everyRecordComesToOneOutcome() {
        open(new TopologySettings(
                new StoreSettings(
                        StoreNames.SUMMARY,
                        Duration.ofDays(1),
                        Duration.ofHours(1),
                        Duration.ofDays(30),
                        true,
                        1 << 20),
                TimeRange.ALL,
                Duration.ofHours(24)));
        send(
                event("2026-01-09T06:00:00Z", ",\"eventID\":\"one\""),
                event("2026-01-09T06:00:00Z", ",\"eventID\":\"one\""),
                event("2026-01-09T06:00:00Z", ""),
                event("2026-01-09T06:00:00Z", ""),
                event("2026-01-09T06:00:00Z", "").replace("AKIA1", "ASIA1"),
                event("2019-01-09T06:00:00Z", ""),
                event("2026-01-09T06:00:00Z", ",\"eventCategory\":\"Insight\""),
                event("2026-01-09T06:00:00Z", ",\"eventCategory\":\"Aggregated\""),
                event("2026-01-09T06:00:00Z", ",\"eventCategory\":\"Management\""),
                "{\"eventTime\":\"2026-01-09T06:00:00Z\"}",
                "nonsense",
                "[7]",
                "[]");
        assertThat(outcomes())
                .isEqualTo(Map.of(
                        RecordOutcome.SUMMARISED, 4L,
                        RecordOutcome.TEMPORARY_KEY, 1L,
                        RecordOutcome.DUPLICATE, 1L,
                        RecordOutcome.EXPIRED, 1L,
                        RecordOutcome.SKIPPED, 2L,
                        RecordOutcome.UNATTRIBUTED, 1L,
                        RecordOutcome.UNREADABLE, 2L));
        assertThat(store.expired(ALICE.getBytes(UTF_8))).isEqualTo(1);
        assertThat(values(RowField.ACCESS_KEY)).isEqualTo(Map.of("AKIA1", 4L, "ASIA1", 1L));
    }

    @Test
    void anEventOfAUserCountsOnceWithinTheTimeItIsRemembered() {
        open(windowed().withDedup(Duration.ofHours(24)));
        String one = event("2024-03-05T06:00:00Z", ",\"eventID\":\"one\"");
        String late = event("2024-03-05T06:00:00Z", ",\"eventID\":\"" + "long".repeat(200) + "\"");
        records.pipeInput(new TestRecord<>(null, one.getBytes(UTF_8), NOW.minus(Duration.ofHours(30))));
        records.pipeInput(new TestRecord<>(null, one.getBytes(UTF_8), NOW.minus(Duration.ofHours(6))));
        send("{\"Records\":[" + one + "," + one + "," + late + "," + late + "," + late + "]}");
        send(one.replace("alice", "bob"), one.replace("\"one\"", "\"On\""), one.replace("\"one\"", "7"));
        send(one.replace("\"one\"", "7"), one.replace("\"one\"", "\"\""), one.replace("\"one\"", "\"\""));
        assertThat(outcomes())
                .isEqualTo(Map.of(
                        RecordOutcome.SUMMARISED, 2L + 1 + 2 + 2 + 2,
                        RecordOutcome.DUPLICATE, 2L + 2));
    }

    @Test
    void aTimeRangeIsExactForEachRecord() {
        open(TopologySettings.replay(1 << 20)
                .withRange(new TimeRange(
                        Instant.parse("2024-03-05T06:00:00Z").toEpochMilli(),
                        Instant.parse("2024-03-05T07:00:00Z").toEpochMilli())));
        send(
                event("2024-03-05T05:59:59Z", ""),
                event("2024-03-05T06:00:00Z", ""),
                event("2024-03-05T07:30:00+01:00", ""),
                event("2024-03-05T07:00:00Z", ""),
                event("2024-03-05T07:00:00.001Z", ""),
                event("soon", ""));
        RecordCounts counts = store.counts();
        assertThat(counts.of(RecordOutcome.SUMMARISED)).isEqualTo(3);
        assertThat(counts.of(RecordOutcome.OUTSIDE_RANGE)).isEqualTo(3);
        assertThat(counts.first()).isEqualTo(EventTime.of("2024-03-05T06:00:00Z"));
    }

    @Test
    void whatCannotBeReadGoesToQuarantineWithItsPlace() throws IOException {
        open(windowed());
        send(event("2024-03-05T06:00:00Z", ""), "{\"eventTime\":");
        records.pipeInput(null, new byte[] {'{', (byte) 0xFF});
        records.pipeInput(ALICE.getBytes(UTF_8), (byte[]) null);

        List<Quarantined> found = new ArrayList<>();
        for (byte[] value : quarantine.readValuesToList()) {
            found.add(Quarantined.decode(value));
        }
        assertThat(found).extracting(Quarantined::topic).containsOnly(Topics.RECORDS);
        assertThat(found).extracting(Quarantined::offset).containsExactly(1L, 2L, 3L);
        assertThat(found).extracting(Quarantined::reason).doesNotContain("");
        assertThat(found.get(0).bytes()).isEqualTo("{\"eventTime\":".getBytes(UTF_8));
        assertThat(found.get(1).bytes()).isEqualTo(new byte[] {'{', (byte) 0xFF});
        assertThat(found.get(2).bytes()).isEmpty();
        assertThat(outcomes()).isEqualTo(Map.of(RecordOutcome.SUMMARISED, 1L, RecordOutcome.UNREADABLE, 3L));
    }

    @Test
    void oldRowsAreKeptInRocksDbBesideNewAndHostileTimes() {
        open(new TopologySettings(
                new StoreSettings(
                        StoreNames.SUMMARY, Duration.ofDays(1), Duration.ofHours(1), StoreSettings.FOR_EVER, true, 0),
                TimeRange.ALL,
                null));
        send(event("2019-03-05T06:00:00Z", ""), event("2026-01-05T06:00:00Z", ""), event("9999-01-05T06:00:00Z", ""));
        assertThat(store.heapRows()).isZero();
        send(event("2019-03-05T06:00:00Z", ""), event("1970-03-05T06:00:00Z", ""));
        assertThat(values(RowField.SOURCE_IP)).isEqualTo(Map.of("192.0.2.7", 5L));
        assertThat(outcomes()).isEqualTo(Map.of(RecordOutcome.SUMMARISED, 5L));
    }

    @Test
    void manyRowsComeInOrderFromAllSegments() {
        open(new TopologySettings(
                new StoreSettings(
                        StoreNames.SUMMARY,
                        Duration.ofDays(1),
                        Duration.ofHours(1),
                        Duration.ofDays(400),
                        true,
                        40_000),
                TimeRange.ALL,
                null));
        for (int i = 0; i < 900; i++) {
            send(event(NOW.minus(Duration.ofHours(10L * (i % 450))).toString(), "")
                    .replace("alice", "u" + i % 37));
        }
        Map<String, Long> events = new TreeMap<>();
        List<String> order = new ArrayList<>();
        store.users(TimeRange.ALL, (arn, header) -> {
            String name = new String(arn, UTF_8);
            if (order.isEmpty() || !order.get(order.size() - 1).equals(name)) {
                order.add(name);
            }
            events.merge(name, header.events(), Long::sum);
        });
        assertThat(order).hasSize(37).doesNotHaveDuplicates();
        assertThat(events.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(900);
    }

    @Test
    void aPartitionThatIsReadAgainWithoutAChangelogFails() {
        Progress progress = Progress.forwardOnly();
        open(TopologySettings.replay(1 << 20), progress);
        send(event("2024-03-05T06:00:00Z", ""), event("2024-03-05T06:00:00Z", ""));
        assertThat(progress.next()).isEqualTo(Map.of(0, 2L));
        assertThat(progress.reached(Map.of(0, 2L, 1, 0L))).isCompleted();
        driver.close();
        open(TopologySettings.replay(1 << 20), progress);
        assertThatThrownBy(() -> send(event("2024-03-05T06:00:00Z", "")))
                .rootCause()
                .hasMessage(
                        "partition 0 was read again from offset 0 after 1 had been counted: start the replay again");
    }
}
