package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.Archive;
import io.trailwatch.ingest.archive.TrailObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts every record of an archive on the topic, once. Files are read in parallel and named as they are found, so that many
 * files take little memory. A resumable feed commits what it read together with how far it came: the next one, with the
 * same source, goes on there, also when this one was killed.
 */
public final class FolderFeed {
    /** Tiny files are handed to a thread together. */
    private static final int CHUNK_FILES = 64;

    private static final long CHUNK_BYTES = 2L * 1024 * 1024;
    private static final int CHUNKS_AHEAD = 4;
    private static final long STOP_MILLIS = 10_000;

    private final Archive archive;
    private final FeedSettings settings;
    private final IntFunction<FeedProducer> producers;
    private final FeedCounters counters = new FeedCounters();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Integer, Long> produced = new TreeMap<>();
    private final BlockingQueue<List<TrailObject>> queue;
    private volatile boolean cancelled;

    public FolderFeed(Archive archive, FeedSettings settings) {
        this(archive, settings, number -> FeedProducer.of(settings, number));
    }

    FolderFeed(Archive archive, FeedSettings settings, IntFunction<FeedProducer> producers) {
        this.archive = archive;
        this.settings = settings;
        this.producers = producers;
        this.queue = new LinkedBlockingQueue<>(CHUNKS_AHEAD * settings.threads());
    }

    /** What was done so far; any thread may look at it while the feed runs. */
    public FeedCounters counters() {
        return counters;
    }

    /** Makes {@link #run} commit what it has and return. Any thread may call it. */
    public void cancel() {
        cancelled = true;
    }

    /**
     * Feeds the archive.
     *
     * @throws IOException when the archive can't be listed
     * @throws FeedException when the broker fails
     */
    public FeedReport run() throws IOException, InterruptedException {
        FileTable files = settings.resumable() ? new FileTable() : null;
        return run(files, files != null);
    }

    FeedReport run(@Nullable FileTable files, boolean load) throws IOException, InterruptedException {
        long start = System.nanoTime();
        if (files != null && load) {
            ProgressLog.load(settings, files, FileTable.now());
        }
        try {
            list(files);
            counters.listed = !stopping();
            if (threads.isEmpty()) {
                startThread(files);
            }
            put(List.of(), files);
            join();
        } finally {
            cancelled |= !failures.isEmpty() || !counters.listed;
            stopThreads();
        }
        Throwable failure = failures.poll();
        if (failure != null) {
            throw failure instanceof FeedException e ? e : new FeedException("the feed failed: " + failure, failure);
        }
        return new FeedReport(counters, produced, cancelled, Duration.ofNanos(System.nanoTime() - start));
    }

    private boolean stopping() {
        return cancelled || !failures.isEmpty();
    }

    private void list(@Nullable FileTable files) throws IOException, InterruptedException {
        try (Stream<TrailObject> objects = archive.objects()) {
            List<TrailObject> chunk = new ArrayList<>();
            long bytes = 0;
            for (Iterator<TrailObject> i = objects.iterator(); i.hasNext() && !stopping(); ) {
                TrailObject object = i.next();
                counters.listedFiles.increment();
                counters.listedBytes.add(object.size());
                chunk.add(object);
                bytes += object.size();
                if (chunk.size() == CHUNK_FILES || bytes > CHUNK_BYTES) {
                    put(chunk, files);
                    chunk = new ArrayList<>();
                    bytes = 0;
                }
            }
            if (!chunk.isEmpty()) {
                put(chunk, files);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Threads are started as there is something to do for them. */
    private void put(List<TrailObject> chunk, @Nullable FileTable files) throws InterruptedException {
        if (threads.size() < settings.threads() && !chunk.isEmpty()) {
            startThread(files);
        }
        while (!stopping() && !queue.offer(chunk, 100, TimeUnit.MILLISECONDS)) {
            // The threads are busy; look again whether they should go on.
        }
    }

    private void startThread(@Nullable FileTable files) {
        int number = threads.size();
        Thread thread = new Thread(
                () -> {
                    try {
                        Map<Integer, Long> ends = new FeedWorker(settings, files, counters, this::stopping)
                                .run(producers.apply(number), queue);
                        synchronized (produced) {
                            ends.forEach((partition, end) -> produced.merge(partition, end, Math::max));
                        }
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                },
                "feed-" + number);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void join() throws InterruptedException {
        for (Thread thread : threads) {
            while (thread.isAlive() && !stopping()) {
                thread.join(100);
            }
        }
    }

    /** Gives the threads time to commit; one that hangs at a broker that is gone is interrupted. */
    private void stopThreads() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(STOP_MILLIS);
            }
        }
    }
}
