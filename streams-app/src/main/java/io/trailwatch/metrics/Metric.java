package io.trailwatch.metrics;

/** Trailwatch's own metrics, by the name under which Prometheus sees them; docs/operations.md says what each means. */
public enum Metric {
    RECORDS("trailwatch_records_total", "Records of the topic by what became of them"),
    QUARANTINED("trailwatch_quarantined_records_total", "Records written to the quarantine topic"),
    LATE("trailwatch_late_records_total", "Records that reached the topic more than a day after they happened"),
    FEED_FILES("trailwatch_feed_files_total", "Files and objects by what became of them"),
    FEED_BYTES("trailwatch_feed_bytes_total", "Bytes read from files and objects, as stored"),
    FEED_PENDING("trailwatch_feed_pending_files", "Files and objects known and not yet read"),
    INGEST_LAG("trailwatch_ingest_lag_seconds", "Age of the oldest file or object that is not yet read"),
    PROCESSING_LAG_RECORDS("trailwatch_processing_lag_records", "Messages on the topic that are not yet in the store"),
    PROCESSING_LAG_SECONDS(
            "trailwatch_processing_lag_seconds",
            "Age on the topic of the oldest message that is not yet in the store, 0 when all are"),
    EVENT_LAG("trailwatch_event_lag_seconds", "Time since the newest event in the store happened"),
    STORE_ROWS("trailwatch_store_rows", "Rows on the heap part of the stores of this instance"),
    STORE_USERS("trailwatch_store_users", "Users on the heap part of the stores of this instance"),
    STORE_HEAP("trailwatch_store_heap_bytes", "Size of the heap part of the stores of this instance"),
    QUERIES("trailwatch_query_seconds", "Time to answer, by kind of question"),
    READY("trailwatch_ready", "1 when questions are answered, else 0"),
    FREE("trailwatch_data_free_bytes", "Free bytes where the data folder lies"),
    REBALANCES("trailwatch_rebalances_total", "Times that this instance's share of partitions changed"),
    EXPORTS("trailwatch_exports_total", "Exports that were written"),
    EXPORT_FAILURES("trailwatch_export_failures_total", "Exports that failed");

    private final String prometheusName;
    private final String help;

    Metric(String prometheusName, String help) {
        this.prometheusName = prometheusName;
        this.help = help;
    }

    /** As Prometheus sees it, with {@code _total} or its unit at the end. */
    public String prometheusName() {
        return prometheusName;
    }

    public String help() {
        return help;
    }

    /** As Micrometer wants it: its Prometheus registry adds {@code _total} and {@code _seconds} by itself. */
    String meterName() {
        return prometheusName.replaceAll("_total$|_seconds$", this == QUERIES ? "" : this.counter() ? "" : "$0");
    }

    private boolean counter() {
        return prometheusName.endsWith("_total");
    }
}
