package io.trailwatch.http;

import io.trailwatch.abused.AbusedList;
import io.trailwatch.geo.GeoIp;
import io.trailwatch.metrics.ExportState;
import io.trailwatch.metrics.MonitorReadings;
import io.trailwatch.metrics.TrailwatchMetrics;
import io.trailwatch.query.Changes;
import io.trailwatch.query.Events;
import io.trailwatch.query.Folding;
import io.trailwatch.query.Granularity;
import io.trailwatch.query.MemoryStores;
import io.trailwatch.query.PeerSettings;
import io.trailwatch.query.QueryLimits;
import io.trailwatch.query.Summaries;
import io.trailwatch.render.GoldenTrail;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.RecordCounts;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A server over the golden trail in memory, and a client of it. */
final class Api implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final MemoryStores stores;
    final TrailwatchMetrics metrics;
    final Summaries summaries;
    final ApiServer server;
    final GeoIp geo;
    volatile boolean ready = true;
    volatile boolean alive = true;
    private final HttpClient client = HttpClient.newHttpClient();

    Api(ApiSettings settings, MemoryStores stores, Events events, Changes.Source changes, QueryLimits limits)
            throws IOException {
        this(settings, stores, events, changes, limits, PeerSettings.ALONE);
    }

    Api(
            ApiSettings settings,
            MemoryStores stores,
            Events events,
            Changes.Source changes,
            QueryLimits limits,
            PeerSettings peers)
            throws IOException {
        this.stores = stores;
        this.geo = GeoIp.open(GoldenTrail.GOLDEN.resolve("geo"));
        MonitorReadings readings = readings(() -> ready);
        metrics = new TrailwatchMetrics(readings);
        Folding folding = new Folding(AbusedList.read(GoldenTrail.GOLDEN.resolve("abused_aws_api_calls.csv")), geo);
        summaries =
                new Summaries(stores, folding, new Granularity(Duration.ofDays(1), Duration.ofHours(1)), peers, limits);
        server = ApiServer.start(
                settings,
                new ApiParts(
                        summaries,
                        stores,
                        events,
                        changes,
                        readings,
                        metrics,
                        () -> alive,
                        FailedRule.ACCESS_DENIED,
                        true));
    }

    static Api golden() throws IOException {
        return golden(ApiSettings.local(0));
    }

    static Api golden(ApiSettings settings) throws IOException {
        return new Api(settings, MemoryStores.golden(4), nothing(), quiet(), QueryLimits.DEFAULT);
    }

    static Events nothing() {
        return (query, sink) -> new Events.Outcome(0, 0, null);
    }

    static Changes.Source quiet() {
        return Quiet::new;
    }

    /** Nothing ever comes. */
    private static final class Quiet implements Changes {
        private final BlockingQueue<Change> coming = new LinkedBlockingQueue<>();

        @Override
        public List<Change> poll(Duration wait) {
            try {
                Change change = coming.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
                return change == null ? List.of() : List.of(change);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    static MonitorReadings readings(BooleanSupplier ready) {
        return (MonitorReadings) Proxy.newProxyInstance(
                Api.class.getClassLoader(), new Class<?>[] {MonitorReadings.class}, (proxy, method, arguments) -> {
                    Class<?> type = method.getReturnType();
                    return switch (method.getName()) {
                        case "ready" -> ready.getAsBoolean();
                        case "records" -> RecordCounts.NONE;
                        case "files" -> Map.of("read", 3L);
                        case "exports" ->
                            new ExportState(
                                    2, 1, Instant.parse("2024-03-05T06:00:00Z"), Instant.parse("2024-03-05T05:00:00Z"));
                        case "eventLagSeconds" -> Double.NaN;
                        case "hashCode" -> 1;
                        case "equals" -> proxy == arguments[0];
                        case "toString" -> "readings";
                        default -> type == double.class ? (Object) 0.0 : (Object) 0L;
                    };
                });
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    /** An answer, its body as text. */
    record Reply(int status, String body, HttpResponse<byte[]> raw) {
        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    Reply get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.GET().build());
    }

    Reply send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
    }

    @Override
    public void close() throws IOException {
        server.close();
        summaries.close();
        metrics.close();
        geo.close();
    }
}
