package io.trailwatch.replay;

import io.trailwatch.abused.AbusedList;
import io.trailwatch.broker.Trees;
import io.trailwatch.geo.GeoIp;
import io.trailwatch.ingest.archive.Reject;
import io.trailwatch.ingest.feed.FeedCounters;
import io.trailwatch.ingest.feed.FeedReport;
import io.trailwatch.ingest.feed.FolderFeed;
import io.trailwatch.summary.IpNames;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.SummaryOptions;
import io.trailwatch.topology.TopologySettings;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An archive through a Kafka topic and the topology to a summary. What can be done at once is: the broker starts while the
 * archive is looked at, records are counted while files are read.
 */
public final class Replay {
    private static final long LOOK_MILLIS = 100;
    private static final long READY_MILLIS = 5;

    private final ReplayOptions options;
    private final PrintStream out;
    private final ProgressView view;
    private final Clock clock;
    private final Map<String, String> environment;
    private final long start = System.nanoTime();
    private final Cleanup cleanup = new Cleanup();
    private final String id = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
    private volatile boolean stopped;

    /**
     * Prepares a replay.
     *
     * @param out where the result goes with {@code --output -}
     * @param clock what {@code --time-offset} counts back from
     * @param environment where the user's own list of abused API calls may be said
     */
    public Replay(
            ReplayOptions options, PrintStream out, ProgressView view, Clock clock, Map<String, String> environment) {
        this.options = options;
        this.out = out;
        this.view = view;
        this.clock = clock;
        this.environment = environment;
    }

    /**
     * Runs it.
     *
     * @throws io.trailwatch.config.ConfigException when an option is wrong; nothing was started then
     * @throws ReplayException when it can't be done
     * @throws ReplayStoppedException when {@link #stop()} was called
     */
    public ReplayReport run() throws IOException, InterruptedException {
        options.check(clock);
        try (cleanup) {
            return replay();
        } catch (RuntimeException | IOException e) {
            if (stopped) {
                throw new ReplayStoppedException();
            }
            throw e;
        }
    }

    /** Ends it from another thread: returns when nothing of it runs any more and no half result is left. */
    public void stop() {
        stopped = true;
        cleanup.close();
    }

    private ReplayReport replay() throws IOException, InterruptedException {
        SummaryOutput output = cleanup.add(output());
        ReplayArchive archive = ReplayArchive.of(options);
        SummaryOptions rendering = rendering();
        archive.checkNotEmpty();
        if (options.data != null) {
            ReplayMarker.claim(options.data, archive.selection());
        }
        CompletableFuture<ReplayLog> starting = background(this::log);
        ReplayLog log = join(starting);
        Trees.delete(log.state());
        FolderFeed feed = new FolderFeed(archive.archive(), archive.feedSettings(log, id, options));
        cleanup.add(feed::cancel);
        CompletableFuture<FeedReport> feeding = background(feed::run);
        ReplayStreams streams = cleanup.add(ReplayStreams.start(
                log.clients(), log.topics(), topology(log), options.threadCount(), ReplayLog.group(id), log.state()));
        FeedReport fed = await(feeding, log, streams, feed.counters());
        CompletableFuture<Map<Integer, Long>> end = log.kept()
                ? background(() -> TopicEnd.of(log.clients(), log.topics().records()))
                : CompletableFuture.completedFuture(fed.produced());
        Map<Integer, Long> ends = await(end, log, streams, feed.counters());
        await(streams.progress().reached(ends), log, streams, feed.counters());
        while (!streams.ready(log.partitions())) {
            look(log, streams, feed.counters());
            Thread.sleep(READY_MILLIS);
        }
        Map<Reject, Long> rejected = feed.counters().knownRejected() == 0
                ? rejected(feed.counters())
                : await(
                        background(() ->
                                QuarantineCounts.of(log.clients(), log.topics().quarantine())),
                        log,
                        streams,
                        feed.counters());
        long users = new SummaryExport(streams.rows(), rendering, options.threadCount()).write(output);
        output.publish();
        return report(archive, feed.counters(), rejected, streams.counts(), users, output.places());
    }

    private SummaryOutput output() {
        return options.toStandardOutput()
                ? new StandardOutput(options.formats().get(0), out)
                : OutputFiles.of(options.outputFile(), options.formats(), options.clobber);
    }

    private ReplayLog log() throws IOException {
        String servers = options.bootstrapServers;
        return servers == null
                ? ReplayLog.embedded(options.data, options.partitionCount(), cleanup)
                : ReplayLog.cluster(servers, options.kafkaConfig, options.topic, id, options.partitionCount(), cleanup);
    }

    private SummaryOptions rendering() {
        IpNames ipNames = options.geoIp == null ? IpNames.PLAIN : cleanup.add(GeoIp.open(options.geoIp));
        return new SummaryOptions(
                options.includeStsKeys,
                options.failed(),
                options.hideDescriptions,
                AbusedList.chosen(options.abusedList, environment),
                ipNames);
    }

    private TopologySettings topology(ReplayLog log) {
        long heap = Runtime.getRuntime().maxMemory() * 3 / 10 / log.partitions();
        return TopologySettings.replay(heap).withRange(options.range(clock));
    }

    /** Waits for one of the things that are going on, showing how far all is, and notices when another one fails. */
    private <T> T await(Future<T> awaited, ReplayLog log, ReplayStreams streams, FeedCounters counters)
            throws IOException, InterruptedException {
        while (true) {
            look(log, streams, counters);
            try {
                return awaited.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // look again
            } catch (ExecutionException e) {
                throw unwrapped(e.getCause());
            }
        }
    }

    private void look(ReplayLog log, ReplayStreams streams, FeedCounters counters) throws IOException {
        view.show(state(counters, streams));
        if (log.fault().isDone()) {
            throw log.fault().join();
        }
        if (streams.failure().isDone()) {
            join(streams.failure());
        }
    }

    private ReplayState state(FeedCounters counters, ReplayStreams streams) {
        boolean listed = counters.listed();
        return new ReplayState(
                counters.doneFiles(),
                listed ? counters.listedFiles() : -1,
                counters.doneBytes(),
                listed ? counters.listedBytes() : -1,
                counters.jsonBytes(),
                counters.records() + counters.knownRecords(),
                streams.counts().total(),
                elapsed());
    }

    private static Map<Reject, Long> rejected(FeedCounters counters) {
        Map<Reject, Long> rejected = new EnumMap<>(Reject.class);
        for (Reject reason : Reject.values()) {
            rejected.put(reason, counters.rejected(reason));
        }
        rejected.merge(Reject.TOO_LARGE, counters.oversize(), Long::sum);
        return rejected;
    }

    private ReplayReport report(
            ReplayArchive archive,
            FeedCounters counters,
            Map<Reject, Long> rejected,
            RecordCounts counts,
            long users,
            List<String> places) {
        return new ReplayReport(
                counters.readFiles() + counters.knownFiles(),
                counters.damaged().stream()
                        .map(file -> new ReplayReport.LeftOutFile(
                                file.name(),
                                file.damage().text() + (file.detail().isEmpty() ? "" : ": " + file.detail())))
                        .toList(),
                counters.damagedFiles(),
                archive.archive().skipped(),
                counts,
                rejected,
                options.includeStsKeys,
                users,
                places,
                elapsed());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private interface Task<T> {
        T run() throws Exception;
    }

    private static <T> CompletableFuture<T> background(Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(task.run());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                "replay");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static <T> T join(CompletableFuture<T> future) throws IOException {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw unwrapped(e.getCause());
        }
    }

    private static RuntimeException unwrapped(@Nullable Throwable e) throws IOException {
        if (e instanceof IOException io) {
            throw io;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new ReplayException("the replay failed: " + e);
    }
}
