package io.trailwatch.serve;

import io.trailwatch.ingest.feed.DamagedFile;
import io.trailwatch.metrics.MonitorReadings;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.RecordOutcome;
import io.trailwatch.text.Printable;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each file that was not read to its end, and now and then how far everything is, where that has changed. */
final class StatusLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusLog.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final MonitorReadings readings;
    private final List<Following> sources;
    private final Map<Following, Integer> told = new IdentityHashMap<>();
    private final Thread thread = new Thread(this::run, "status-log");
    private long lastTotal = -1;
    private boolean lastReady;

    StatusLog(MonitorReadings readings, List<Following> sources) {
        this.readings = readings;
        this.sources = sources;
        thread.setDaemon(true);
    }

    static StatusLog start(MonitorReadings readings, List<Following> sources) {
        StatusLog log = new StatusLog(readings, sources);
        log.thread.start();
        return log;
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
                look();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    synchronized void look() {
        sources.forEach(this::damaged);
        boolean ready = readings.ready();
        if (ready != lastReady) {
            LOG.info(ready ? "ready" : "not ready: stores are being restored, or partitions move");
            lastReady = ready;
        }
        RecordCounts counts = readings.records();
        if (counts.total() != lastTotal) {
            lastTotal = counts.total();
            LOG.atInfo()
                    .addKeyValue("files_read", readings.files().getOrDefault("read", 0L))
                    .addKeyValue("files_pending", readings.pendingFiles())
                    .addKeyValue("records", counts.total())
                    .addKeyValue("unattributed", counts.of(RecordOutcome.UNATTRIBUTED))
                    .addKeyValue("unreadable", counts.of(RecordOutcome.UNREADABLE))
                    .addKeyValue("expired", counts.of(RecordOutcome.EXPIRED))
                    .addKeyValue("lag_records", readings.processingLagRecords())
                    .log("counted");
        }
    }

    private void damaged(Following source) {
        List<DamagedFile> files = source.damaged();
        for (DamagedFile file : files.subList(Math.min(told.getOrDefault(source, 0), files.size()), files.size())) {
            LOG.atWarn()
                    .addKeyValue("file", Printable.of(file.name()))
                    .addKeyValue("why", file.damage().text())
                    .addKeyValue("detail", Printable.of(file.detail()))
                    .log("a file was not read to its end");
        }
        told.put(source, files.size());
    }

    /** Tells what was not told yet. */
    @Override
    public void close() {
        thread.interrupt();
        look();
    }
}
