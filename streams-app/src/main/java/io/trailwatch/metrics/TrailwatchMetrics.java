package io.trailwatch.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trailwatch.summary.RecordOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.streams.KafkaStreams;

/** The metrics of one running monitor, in Micrometer's terms and in Prometheus' text format. */
public final class TrailwatchMetrics implements AutoCloseable {
    /** What became of a file or object; the labels of {@link Metric#FEED_FILES}. */
    public static final List<String> FILE_OUTCOMES = List.of("read", "damaged", "known", "skipped");

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
                Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<AutoCloseable> binders = new ArrayList<>();

    /** Metrics of the JVM and of a monitor. */
    public TrailwatchMetrics(MonitorReadings readings) {
        bindJvm();
        for (RecordOutcome outcome : RecordOutcome.values()) {
            String label = outcome.name().toLowerCase(Locale.ROOT);
            counter(Metric.RECORDS, readings, r -> r.records().of(outcome), "outcome", label);
        }
        counter(Metric.LATE, readings, r -> r.records().late());
        counter(Metric.QUARANTINED, readings, MonitorReadings::quarantined);
        for (String outcome : FILE_OUTCOMES) {
            counter(Metric.FEED_FILES, readings, r -> r.files().getOrDefault(outcome, 0L), "outcome", outcome);
        }
        counter(Metric.FEED_BYTES, readings, MonitorReadings::feedBytes);
        counter(Metric.REBALANCES, readings, MonitorReadings::rebalances);
        counter(Metric.EXPORTS, readings, r -> exports(r).written());
        counter(Metric.EXPORT_FAILURES, readings, r -> exports(r).failures());
        gauge(Metric.FEED_PENDING, readings, MonitorReadings::pendingFiles);
        gauge(Metric.INGEST_LAG, readings, MonitorReadings::ingestLagSeconds);
        gauge(Metric.PROCESSING_LAG_RECORDS, readings, MonitorReadings::processingLagRecords);
        gauge(Metric.PROCESSING_LAG_SECONDS, readings, MonitorReadings::processingLagSeconds);
        gauge(Metric.EVENT_LAG, readings, MonitorReadings::eventLagSeconds);
        gauge(Metric.STORE_ROWS, readings, MonitorReadings::storeRows);
        gauge(Metric.STORE_USERS, readings, MonitorReadings::storeUsers);
        gauge(Metric.STORE_HEAP, readings, MonitorReadings::storeHeapBytes);
        gauge(Metric.READY, readings, r -> r.ready() ? 1 : 0);
        gauge(Metric.FREE, readings, MonitorReadings::dataFreeBytes);
        queryTimer("user");
    }

    private static ExportState exports(MonitorReadings readings) {
        ExportState exports = readings.exports();
        return exports == null ? ExportState.NONE : exports;
    }

    private void bindJvm() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        JvmGcMetrics collections = new JvmGcMetrics();
        collections.bindTo(registry);
        binders.add(collections);
    }

    /** Adds the metrics of Kafka Streams and of its clients. */
    public void bind(KafkaStreams streams) {
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams);
        metrics.bindTo(registry);
        binders.add(metrics);
    }

    /**
     * Notes how long an answer took.
     *
     * @param kind {@code user}, {@code users}, {@code summary}, … : one of a few fixed words, never from a request
     */
    public void answered(String kind, long nanos) {
        queryTimer(kind).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer queryTimer(String kind) {
        return Timer.builder(Metric.QUERIES.meterName())
                .description(Metric.QUERIES.help())
                .tag("kind", kind)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void counter(
            Metric metric, MonitorReadings readings, ToDoubleFunction<MonitorReadings> value, String... tags) {
        FunctionCounter.builder(metric.meterName(), readings, value)
                .description(metric.help())
                .tags(tags)
                .register(registry);
    }

    private void gauge(Metric metric, MonitorReadings readings, ToDoubleFunction<MonitorReadings> value) {
        Gauge.builder(metric.meterName(), readings, value)
                .description(metric.help())
                .strongReference(true)
                .register(registry);
    }

    /** Writes Prometheus' text format, UTF-8. */
    public void scrape(OutputStream out) throws IOException {
        registry.scrape(out);
    }

    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        for (AutoCloseable binder : binders) {
            try {
                binder.close();
            } catch (Exception e) {
                throw new IllegalStateException("a metrics binder could not be closed", e);
            }
        }
        registry.close();
    }
}
