package io.trailwatch.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.RecordOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrailwatchMetricsTest {
    private static final MonitorReadings READINGS = new MonitorReadings() {
        @Override
        public RecordCounts records() {
            return new RecordCounts(
                    Map.of(RecordOutcome.SUMMARISED, 5L, RecordOutcome.EXPIRED, 2L), 3, 0, 0, null, null);
        }

        @Override
        public long quarantined() {
            return 4;
        }

        @Override
        public Map<String, Long> files() {
            return Map.of("read", 7L);
        }

        @Override
        public long feedBytes() {
            return 8;
        }

        @Override
        public long pendingFiles() {
            return 9;
        }

        @Override
        public double ingestLagSeconds() {
            return 1.5;
        }

        @Override
        public long processingLagRecords() {
            return 11;
        }

        @Override
        public double processingLagSeconds() {
            return 2.5;
        }

        @Override
        public double eventLagSeconds() {
            return 3.5;
        }

        @Override
        public long storeRows() {
            return 12;
        }

        @Override
        public long storeUsers() {
            return 13;
        }

        @Override
        public long storeHeapBytes() {
            return 14;
        }

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public long dataFreeBytes() {
            return 15;
        }

        @Override
        public long rebalances() {
            return 16;
        }

        @Override
        public ExportState exports() {
            return new ExportState(16, 17, null, null);
        }
    };

    @Test
    void exposesEveryReadingUnderItsName() {
        try (TrailwatchMetrics metrics = new TrailwatchMetrics(READINGS)) {
            metrics.answered("users", TimeUnit.MILLISECONDS.toNanos(20));
            assertThat(metrics.scrape().lines())
                    .contains(
                            "trailwatch_records_total{outcome=\"summarised\"} 5.0",
                            "trailwatch_records_total{outcome=\"expired\"} 2.0",
                            "trailwatch_records_total{outcome=\"duplicate\"} 0.0",
                            "trailwatch_late_records_total 3.0",
                            "trailwatch_quarantined_records_total 4.0",
                            "trailwatch_feed_files_total{outcome=\"read\"} 7.0",
                            "trailwatch_feed_files_total{outcome=\"damaged\"} 0.0",
                            "trailwatch_feed_bytes_total 8.0",
                            "trailwatch_feed_pending_files 9.0",
                            "trailwatch_ingest_lag_seconds 1.5",
                            "trailwatch_processing_lag_records 11.0",
                            "trailwatch_processing_lag_seconds 2.5",
                            "trailwatch_event_lag_seconds 3.5",
                            "trailwatch_store_rows 12.0",
                            "trailwatch_store_users 13.0",
                            "trailwatch_store_heap_bytes 14.0",
                            "trailwatch_ready 1.0",
                            "trailwatch_data_free_bytes 15.0",
                            "trailwatch_rebalances_total 16.0",
                            "trailwatch_exports_total 16.0",
                            "trailwatch_export_failures_total 17.0",
                            "trailwatch_query_seconds_bucket{kind=\"users\",le=\"0.01\"} 0",
                            "trailwatch_query_seconds_bucket{kind=\"users\",le=\"0.025\"} 1",
                            "trailwatch_query_seconds_count{kind=\"users\"} 1");
        }
    }

    /** The manual names each metric that there is, and none that there is not. */
    @Test
    void isWhatTheManualSays() throws IOException {
        String manual = Files.readString(Path.of("../docs/operations.md"));
        TreeSet<String> named = Pattern.compile("`(trailwatch_[a-z_]+)")
                .matcher(manual)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Metric.values())
                        .map(Metric::prometheusName)
                        .toList());
        try (TrailwatchMetrics metrics = new TrailwatchMetrics(READINGS)) {
            TreeSet<String> exposed = Pattern.compile("(?m)^# TYPE (trailwatch_[a-z_]+) ")
                    .matcher(metrics.scrape())
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .filter(name -> !name.endsWith("_max"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(exposed).isEqualTo(named);
        }
    }
}
