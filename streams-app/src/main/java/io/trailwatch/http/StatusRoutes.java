package io.trailwatch.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.trailwatch.metrics.ExportState;
import io.trailwatch.metrics.MonitorReadings;
import io.trailwatch.query.Answer;
import io.trailwatch.query.Instance;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.RecordOutcome;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the monitor does: for people, orchestrators and Prometheus. */
final class StatusRoutes {
    private static final String JSON_TYPE = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiParts parts;

    StatusRoutes(ApiParts parts) {
        this.parts = parts;
    }

    void status(Context ctx) {
        Params.of(ctx, Set.of());
        Answer<RecordCounts> counts = parts.summaries().counts();
        MonitorReadings readings = parts.readings();
        ObjectNode body = JSON.createObjectNode();
        body.put("ready", readings.ready());
        if (counts instanceof Answer.NotReady<RecordCounts>) {
            body.put("complete", false);
        } else {
            UserRoutes.coverage(body, counts.coverage());
            records(body.putObject("records"), counts.value());
        }
        ObjectNode processing = body.putObject("processing");
        processing.put("lag_records", readings.processingLagRecords());
        number(processing, "lag_seconds", readings.processingLagSeconds());
        number(processing, "event_lag_seconds", readings.eventLagSeconds());
        ObjectNode ingest = body.putObject("ingest");
        ObjectNode files = ingest.putObject("files");
        for (Map.Entry<String, Long> outcome : readings.files().entrySet()) {
            files.put(outcome.getKey(), outcome.getValue());
        }
        ingest.put("bytes", readings.feedBytes());
        ingest.put("pending_files", readings.pendingFiles());
        number(ingest, "lag_seconds", readings.ingestLagSeconds());
        exports(body, readings.exports());
        body.put("partitions", parts.stores().partitions());
        ArrayNode instances = body.putArray("instances");
        for (Instance instance : parts.stores().instances()) {
            ObjectNode node = instances.addObject();
            node.put("address", instance.port() < 0 ? "this process" : instance.address());
            node.put("self", instance.self());
            ArrayNode active = node.putArray("active");
            new TreeSet<>(instance.active()).forEach(active::add);
            ArrayNode standby = node.putArray("standby");
            new TreeSet<>(instance.standby()).forEach(standby::add);
        }
        ctx.contentType(JSON_TYPE);
        ctx.result(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void records(ObjectNode node, RecordCounts counts) {
        node.put("total", counts.total());
        for (RecordOutcome outcome : RecordOutcome.values()) {
            node.put(outcome.name().toLowerCase(Locale.ROOT), counts.of(outcome));
        }
        node.put("late", counts.late());
        node.put("no_time", counts.noTime());
        node.put("future", counts.future());
        if (counts.first() != null && counts.last() != null) {
            node.put("first_timestamp", counts.first().shown());
            node.put("last_timestamp", counts.last().shown());
        }
    }

    private static void exports(ObjectNode body, @Nullable ExportState exports) {
        if (exports == null) {
            return;
        }
        ObjectNode node = body.putObject("exports");
        node.put("written", exports.written());
        node.put("failed", exports.failures());
        if (exports.lastWritten() != null) {
            node.put("last_written", exports.lastWritten().toString());
        }
        if (exports.lastFailed() != null) {
            node.put("last_failed", exports.lastFailed().toString());
        }
    }

    /** JSON has no NaN. */
    private static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        }
    }

    void live(Context ctx) {
        Params.of(ctx, Set.of());
        if (!parts.alive().getAsBoolean()) {
            throw new ProblemException(503, "the broker or the processing has ended for good: restart this process");
        }
        said(ctx, "live");
    }

    void ready(Context ctx) {
        Params.of(ctx, Set.of());
        if (!parts.readings().ready()) {
            throw ProblemException.notReady("stores are being restored, or partitions move");
        }
        said(ctx, "ready");
    }

    private static void said(Context ctx, String status) {
        ctx.contentType(JSON_TYPE);
        ctx.result("{\"status\":\"" + status + "\"}");
    }

    void metrics(Context ctx) {
        Params.of(ctx, Set.of());
        ctx.contentType("text/plain;version=0.0.4;charset=utf-8");
        ctx.result(parts.metrics().scrape());
    }
}
