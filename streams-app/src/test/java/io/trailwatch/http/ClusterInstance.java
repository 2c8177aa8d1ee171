package io.trailwatch.http;

import io.trailwatch.abused.AbusedList;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.metrics.TrailwatchMetrics;
import io.trailwatch.query.Folding;
import io.trailwatch.query.Granularity;
import io.trailwatch.query.HeldRows;
import io.trailwatch.query.Instance;
import io.trailwatch.query.PeerSettings;
import io.trailwatch.query.QueryLimits;
import io.trailwatch.query.Stores;
import io.trailwatch.query.StreamsStores;
import io.trailwatch.query.Summaries;
import io.trailwatch.query.TopicChanges;
import io.trailwatch.query.TopicEvents;
import io.trailwatch.query.TopicReading;
import io.trailwatch.render.GoldenTrail;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.store.StoreSettings;
import io.trailwatch.topology.GroupLease;
import io.trailwatch.topology.StreamsSettings;
import io.trailwatch.topology.SummaryStreams;
import io.trailwatch.topology.TopologySettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One instance of a cluster in this JVM: its processing and its server. */
final class ClusterInstance implements AutoCloseable {
    private static final String TOKEN = "the-instances-own-token";

    private final ApiServer server;
    private final Summaries summaries;
    private final TrailwatchMetrics metrics;
    private final SummaryStreams streams;
    private final GroupLease lease;
    private final HttpClient client = HttpClient.newHttpClient();
    private boolean closed;

    /** The server's port is known before the processing that advertises it starts. */
    private static final class LateStores implements Stores {
        private volatile Stores stores;

        @Override
        public int partitions() {
            return stores == null ? 0 : stores.partitions();
        }

        @Override
        public HeldRows open(int partition, boolean stale) {
            return stores == null ? null : stores.open(partition, stale);
        }

        @Override
        public List<Instance> instances() {
            return stores == null ? List.of() : stores.instances();
        }
    }

    private ClusterInstance(
            ApiServer server,
            Summaries summaries,
            TrailwatchMetrics metrics,
            SummaryStreams streams,
            GroupLease lease) {
        this.server = server;
        this.summaries = summaries;
        this.metrics = metrics;
        this.streams = streams;
        this.lease = lease;
    }

    static ClusterInstance start(String bootstrap, Path state) throws IOException {
        LateStores stores = new LateStores();
        Summaries summaries = new Summaries(
                stores,
                new Folding(AbusedList.read(GoldenTrail.GOLDEN.resolve("abused_aws_api_calls.csv")), null),
                new Granularity(Duration.ofDays(1), Duration.ofHours(1)),
                new PeerSettings(TOKEN, null),
                QueryLimits.DEFAULT);
        TrailwatchMetrics metrics = new TrailwatchMetrics(Api.readings(() -> true));
        TopicReading reading = new TopicReading(bootstrap, Map.of(), Topics.RECORDS);
        ApiServer server = ApiServer.start(
                ApiSettings.local(0).withPeers(Tokens.of(List.of(TOKEN))),
                new ApiParts(
                        summaries,
                        stores,
                        new TopicEvents(reading),
                        () -> TopicChanges.open(reading),
                        Api.readings(() -> true),
                        metrics,
                        () -> true,
                        FailedRule.ACCESS_DENIED,
                        false));
        String self = "127.0.0.1:" + server.port();
        SummaryStreams streams = SummaryStreams.start(
                StreamsSettings.serve(bootstrap, "cluster", state, 1, Map.of())
                        .withInstances(self, 1)
                        .withCommitInterval(Duration.ofMillis(100)),
                TopologySettings.serve(Duration.ofDays(1), Duration.ofHours(1), StoreSettings.FOR_EVER, 4 << 20));
        GroupLease lease = streams.lease();
        stores.stores = new StreamsStores(streams, 4, self, lease::holds);
        return new ClusterInstance(server, summaries, metrics, streams, lease);
    }

    int port() {
        return server.port();
    }

    Api.Reply get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .timeout(Api.PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        return new Api.Reply(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            lease.close();
            streams.close();
            server.close();
            summaries.close();
            metrics.close();
        }
    }
}
