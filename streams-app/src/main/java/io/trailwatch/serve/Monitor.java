package io.trailwatch.serve;

import io.trailwatch.abused.AbusedList;
import io.trailwatch.config.ConfigException;
import io.trailwatch.geo.GeoIp;
import io.trailwatch.http.ApiException;
import io.trailwatch.http.ApiLimits;
import io.trailwatch.http.ApiParts;
import io.trailwatch.http.ApiServer;
import io.trailwatch.http.ApiSettings;
import io.trailwatch.http.Tokens;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.metrics.MonitorReadings;
import io.trailwatch.metrics.TrailwatchMetrics;
import io.trailwatch.query.Folding;
import io.trailwatch.query.Granularity;
import io.trailwatch.query.PeerSettings;
import io.trailwatch.query.QueryLimits;
import io.trailwatch.query.StreamsStores;
import io.trailwatch.query.Summaries;
import io.trailwatch.query.TopicChanges;
import io.trailwatch.query.TopicEvents;
import io.trailwatch.query.TopicReading;
import io.trailwatch.query.View;
import io.trailwatch.topology.StreamsSettings;
import io.trailwatch.topology.SummaryStreams;
import io.trailwatch.topology.TopologySettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The continuous monitor, running: Kafka, what is followed, the topology with its stores, the HTTP interface, metrics and
 * exports. It lives until it is closed or one of its parts fails for good.
 */
public final class Monitor implements AutoCloseable {
    /** Headers cost one row for each user and hour, and give the timeline. */
    private static final Duration HEADER_WINDOW = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    private final ServeOptions options;
    private final Closing closing = new Closing();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final List<Following> following;
    private final MonitorReadings readings;
    private final HostPort address;
    private volatile boolean stopping;

    private Monitor(ServeOptions options, Map<String, String> environment) {
        this.options = options;
        try {
            // Whatever the user may have got wrong comes first: nothing is started then.
            ApiSettings api = asSetting(this::apiSettings);
            PeerSettings peers = asSetting(() -> peerSettings(api));
            AbusedList abused = AbusedList.chosen(options.abusedList, environment);
            GeoIp geoIp = options.geoIp == null ? null : closing.add(GeoIp.open(options.geoIp));
            if (options.export != null) {
                Exports.check(options.export);
            }
            Sources sources = Sources.checked(options);
            MonitorKafka kafka = closing.add(MonitorKafka.open(options));
            watch(kafka.fault());
            SummaryStreams streams = closing.add(streams(kafka));
            watch(streams.fault());
            ProcessingLag lag = lag(kafka, streams);
            following = sources.follow(kafka, closing);
            StreamsStores stores =
                    new StreamsStores(streams, kafka.partitions(), applicationServer(), confirmed(streams));
            Summaries summaries = closing.add(new Summaries(
                    stores,
                    new Folding(abused, geoIp),
                    new Granularity(options.window(), HEADER_WINDOW),
                    peers,
                    QueryLimits.DEFAULT));
            Exports exports = exports(summaries);
            readings = new Readings(
                    streams,
                    following,
                    lag,
                    kafka.folder(),
                    () -> alive() && streams.ready(),
                    () -> exports == null ? null : exports.state(),
                    Clock.systemUTC());
            TrailwatchMetrics metrics = closing.add(new TrailwatchMetrics(readings));
            metrics.bind(streams.kafka());
            TopicReading topic = new TopicReading(kafka.bootstrapServers(), kafka.client(), Topics.RECORDS);
            ApiServer server = closing.add(ApiServer.start(
                    api,
                    new ApiParts(
                            summaries,
                            stores,
                            new TopicEvents(topic),
                            () -> TopicChanges.open(topic),
                            readings,
                            metrics,
                            this::alive,
                            options.failed(),
                            geoIp != null)));
            address = new HostPort(options.listen().host(), server.port());
            closing.add(StatusLog.start(readings, following));
        } catch (RuntimeException | Error e) {
            closing.close();
            throw e;
        }
    }

    /**
     * Starts a monitor; it answers over HTTP when this returns, and is {@link #ready()} some time later.
     *
     * @param environment where the user's own list of abused API calls may be said
     * @throws RuntimeException of one line when it can't be started; nothing runs then
     */
    public static Monitor start(ServeOptions options, Map<String, String> environment) {
        options.check();
        return new Monitor(options, environment);
    }

    private static <T> T asSetting(Supplier<T> read) {
        try {
            return read.get();
        } catch (ApiException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    private ApiSettings apiSettings() {
        HostPort listen = options.listen();
        ApiSettings settings =
                new ApiSettings(listen.host(), listen.port(), Tokens.NONE, Tokens.NONE, null, ApiLimits.DEFAULT);
        if (options.tokensFile != null) {
            settings = settings.withTokens(Tokens.read("--tokens-file", options.tokensFile));
        }
        if (options.peerTokenFile != null) {
            settings = settings.withPeers(Tokens.read("--peer-token-file", options.peerTokenFile));
        }
        if (options.tlsCert != null && options.tlsKey != null) {
            settings = settings.withTls(ApiSettings.Tls.of(options.tlsCert, options.tlsKey));
        }
        return settings;
    }

    private PeerSettings peerSettings(ApiSettings api) {
        if (options.peerTokenFile == null) {
            return PeerSettings.ALONE;
        }
        return new PeerSettings(Tokens.first("--peer-token-file", options.peerTokenFile), ApiServer.peerTrust(api));
    }

    private SummaryStreams streams(MonitorKafka kafka) {
        int threads = Math.min(options.threadCount(), kafka.partitions());
        StreamsSettings settings = StreamsSettings.serve(
                        kafka.bootstrapServers(),
                        options.applicationId,
                        kafka.folder().resolve("streams"),
                        threads,
                        kafka.client())
                .withInstances(applicationServer(), options.standby);
        long heap = options.storeHeapBytes() / kafka.partitions();
        TopologySettings topology = TopologySettings.serve(options.window(), HEADER_WINDOW, options.retention(), heap)
                .withDedup(options.dedup().orElse(null));
        return SummaryStreams.start(settings, topology);
    }

    /** Where others reach this instance: what the user says, else where it listens, unless that is everywhere. */
    private @Nullable String applicationServer() {
        if (options.bootstrapServers == null) {
            return null;
        }
        if (options.advertise != null) {
            return HostPort.parse("--advertise", options.advertise).toString();
        }
        HostPort listen = options.listen();
        return listen.port() == 0 || Set.of("0.0.0.0", "::").contains(listen.host()) ? null : listen.toString();
    }

    private ProcessingLag lag(MonitorKafka kafka, SummaryStreams streams) {
        ProcessingLag.OfKafka source = closing.add(new ProcessingLag.OfKafka(
                kafka.client(),
                Topics.RECORDS,
                options.applicationId,
                () -> streams.kafka().metadataForLocalThreads().stream()
                        .flatMap(thread -> thread.activeTasks().stream())
                        .flatMap(task -> task.topicPartitions().stream())
                        .filter(partition -> partition.topic().equals(Topics.RECORDS))
                        .map(partition -> partition.partition())
                        .collect(Collectors.toSet()),
                streams::processed));
        return closing.add(ProcessingLag.start(source));
    }

    /** On a cluster others may take over; on the embedded broker nobody is there. */
    private BooleanSupplier confirmed(SummaryStreams streams) {
        return options.bootstrapServers == null ? () -> true : closing.add(streams.lease())::holds;
    }

    private @Nullable Exports exports(Summaries summaries) {
        if (options.export == null) {
            return null;
        }
        View view = new View(false, options.failed(), false, options.geoIp != null, Integer.MAX_VALUE);
        return closing.add(Exports.start(options.export, options.every(), new SummariesSource(summaries, view)));
    }

    private void watch(CompletableFuture<? extends Throwable> part) {
        part.whenComplete((problem, thrown) -> {
            if (!stopping) {
                fault.complete(problem != null ? problem : thrown);
            }
        });
    }

    /** Completes with what to tell the user when a part has failed for good; never when it is closed. */
    public CompletableFuture<Throwable> fault() {
        return fault;
    }

    /** Whether no part has failed for good. */
    public boolean alive() {
        return !fault.isDone();
    }

    /** Whether questions are answered. */
    public boolean ready() {
        return readings.ready();
    }

    /** Whether all that was there when it started has been read; what it holds may still be on its way into the stores. */
    public boolean caughtUp() {
        return following.stream().allMatch(Following::caughtUp);
    }

    /** What can be read off it at any time. */
    public MonitorReadings readings() {
        return readings;
    }

    /** Where HTTP is answered. */
    public HostPort address() {
        return address;
    }

    /** {@code http://…} or {@code https://…} of it. */
    public String url() {
        return (options.tlsCert == null ? "http://" : "https://") + address;
    }

    /** Ends all parts, the last first: no more answers, what was read is committed, the group is left at once. */
    @Override
    public void close() {
        stopping = true;
        LOG.debug("stopping");
        closing.close();
    }
}
