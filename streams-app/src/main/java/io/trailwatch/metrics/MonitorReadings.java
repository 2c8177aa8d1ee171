package io.trailwatch.metrics;

import io.trailwatch.summary.RecordCounts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a running monitor can be asked for at any time, from any thread, without waiting. */
public interface MonitorReadings {
    /** Records in the stores of this instance, by outcome. */
    RecordCounts records();

    /** Records that this instance wrote to the quarantine topic since it started. */
    long quarantined();

    /** Files and objects since the start, by outcome: {@code read}, {@code damaged}, {@code known}, {@code skipped}. */
    Map<String, Long> files();

    /** Bytes read from files and objects, as stored. */
    long feedBytes();

    long pendingFiles();

    /** Seconds; 0 when nothing is pending. */
    double ingestLagSeconds();

    long processingLagRecords();

    double processingLagSeconds();

    /** Seconds since the newest event in the store happened; NaN when there is none. */
    double eventLagSeconds();

    long storeRows();

    long storeUsers();

    long storeHeapBytes();

    boolean ready();

    long dataFreeBytes();

    long rebalances();

    /** How exports went, or null where none are asked for. */
    @Nullable
    ExportState exports();
}
