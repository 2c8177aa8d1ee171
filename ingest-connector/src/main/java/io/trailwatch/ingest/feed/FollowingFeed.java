package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.Archive;
import io.trailwatch.ingest.archive.LocalDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows an archive for as long as it runs: first the files that are there, then new ones, and what is added to old ones.
 * Each record gets on the topic once, also when the process is killed, when a file is copied again, or when a tree is
 * brought over a second time. When the broker fails it starts again from what is committed.
 */
public final class FollowingFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowingFeed.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final long STOP_MILLIS = 30_000;

    private final Archive archive;
    private final FollowSettings settings;
    private final IntFunction<FeedProducer> producers;
    private final FeedCounters counters = new FeedCounters();
    private final Thread thread = new Thread(this::run, "follow");
    private volatile @Nullable FollowSession session;
    private volatile @Nullable String trouble;
    private volatile boolean caughtUp;
    private volatile boolean closed;

    /** @param archive a {@link LocalDirectory} is watched, any other archive only looked at */
    public FollowingFeed(Archive archive, FollowSettings settings) {
        this.archive = archive;
        this.settings = settings;
        this.producers = number -> FeedProducer.of(settings.feed(), number);
    }

    /** Begins to follow, in a thread of its own. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** What was done since the start; files that are read again after the broker failed count again. */
    public FeedCounters counters() {
        return counters;
    }

    /** Files that were found and are not yet read. */
    public long pendingFiles() {
        FollowSession now = session;
        return now == null ? 0 : now.pending();
    }

    /** How long ago the oldest file that is not yet read was found; zero where there is none. */
    public Duration lag() {
        FollowSession now = session;
        Instant since = now == null ? null : now.behindSince();
        return since == null ? Duration.ZERO : Duration.between(since, Instant.now());
    }

    /** Whether what was there at the start has been read. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** One line about what keeps the feed from going on at the moment, or null. */
    public @Nullable String trouble() {
        return trouble;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            Instant start = Instant.now();
            try {
                follow();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                trouble = e instanceof FeedException ? e.getMessage() : "following failed: " + e;
                LOG.warn("{}; tried again in {} s", trouble, pause.toSeconds());
            }
            if (Duration.between(start, Instant.now()).compareTo(LONGEST_PAUSE) > 0) {
                pause = FIRST_PAUSE;
            }
            if (!closed && !sleep(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private static boolean sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void follow() throws InterruptedException {
        FileTable files = new FileTable();
        ProgressLog.load(settings.feed(), files, FileTable.now());
        FolderWatch watch = archive instanceof LocalDirectory folder ? FolderWatch.of(folder.root()) : null;
        try (FeedCrew crew = new FeedCrew(settings.feed(), files, counters, producers);
                FollowSession now = new FollowSession(archive, settings, files, crew, watch)) {
            session = now;
            while (!closed) {
                look(now);
                crew.check();
                now.await();
            }
        }
    }

    private void look(FollowSession now) throws InterruptedException {
        try {
            now.look();
            caughtUp |= now.caughtUp();
            trouble = null;
        } catch (IOException e) {
            trouble = archive.location() + " can't be looked at ("
                    + e.getClass().getSimpleName() + "): it is tried again";
            LOG.warn("{}", trouble);
            now.failed();
        }
    }

    /** Commits what was read and ends. */
    @Override
    public void close() {
        closed = true;
        FollowSession now = session;
        if (now != null) {
            now.stop();
        }
        try {
            thread.join(STOP_MILLIS);
            thread.interrupt();
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
