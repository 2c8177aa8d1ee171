package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.connect.source.ObjectPump;
import io.trailwatch.ingest.connect.source.Share;
import io.trailwatch.ingest.connect.source.SourceException;
import io.trailwatch.ingest.connect.source.SourceMetrics;
import io.trailwatch.ingest.connect.source.TrailMessage;
import io.trailwatch.ingest.feed.FeedException;
import io.trailwatch.ingest.feed.FeedProducer;
import io.trailwatch.ingest.feed.FeedSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one of the connector's sources in this process, without a Connect worker: the same settings, the same reading, each
 * record once. Offsets go to the progress topic in the transaction of the records. When the broker or the source fails, it
 * starts again from what is committed.
 */
public final class SourceFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceFeed.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** The other one may end; until then, each that begins shuts the other out. */
    private static final Duration FENCED_PAUSE = Duration.ofMinutes(2);

    private static final long POLL_MILLIS = 200;
    private static final long STOP_MILLIS = 40_000;

    private final SourceConfig config;
    private final FeedSettings settings;
    private final SourceMetrics metrics = new SourceMetrics();
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable ObjectPump pump;
    private volatile @Nullable String trouble;
    private volatile boolean caughtUp;
    private volatile boolean closed;

    private SourceFeed(SourceConfig config, FeedSettings settings) {
        this.config = config;
        this.settings = settings;
        this.thread = new Thread(this::run, "source-" + settings.id());
        this.thread.setDaemon(true);
    }

    /**
     * @param source settings of the connector (see {@link ConnectorSettings}); those of topics are not used
     * @param feed client, topics, id (its own for every source), largest message and commit interval
     * @throws org.apache.kafka.common.config.ConfigException naming the setting that is wrong
     */
    public static SourceFeed start(Map<String, String> source, FeedSettings feed) {
        Map<String, String> all = new HashMap<>(source);
        all.putIfAbsent(ConnectorSettings.PACK_RECORDS, "true");
        all.put(ConnectorSettings.MAX_MESSAGE_BYTES, Integer.toString(Math.max(200_000, feed.maxMessageBytes())));
        SourceFeed started = new SourceFeed(new SourceConfig(all), feed.withThreads(1));
        started.thread.start();
        return started;
    }

    /** What was done since the start. */
    public SourceMetrics metrics() {
        return metrics;
    }

    /** Whether all that was there at the start has been read. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Whether there is something known that is not read. */
    public boolean isBehind() {
        ObjectPump now = pump;
        return now == null || !now.isIdle();
    }

    /** One line about what keeps it from going on at the moment, or null. */
    public @Nullable String trouble() {
        ObjectPump now = pump;
        String waiting = now == null ? null : now.trouble();
        return waiting != null ? waiting : trouble;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!closed) {
                Instant start = Instant.now();
                Duration wait = pause;
                try {
                    follow();
                } catch (RuntimeException | IOException e) {
                    boolean fenced = isFenced(e);
                    boolean ranWell = Duration.between(start, Instant.now()).compareTo(LONGEST_PAUSE) > 0;
                    wait = fenced ? FENCED_PAUSE : ranWell ? FIRST_PAUSE : pause;
                    trouble = fenced
                            ? "another instance has begun to follow the same and goes on with it: let one follow each"
                            : e instanceof SourceException || e instanceof FeedException
                                    ? e.getMessage()
                                    : "following failed: " + e;
                    LOG.warn("{}; tried again in {} s", trouble, wait.toSeconds());
                }
                if (stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                Duration next = wait.multipliedBy(2);
                pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Closed, and it took too long.
        }
    }

    private static boolean isFenced(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    private void follow() throws InterruptedException, IOException {
        // The producer first: it ends what an earlier run has left open, so that the offsets are final.
        try (FeedProducer producer = FeedProducer.of(settings, 0)) {
            FeedOffsets offsets = FeedOffsets.load(settings);
            try (ObjectPump now = new ObjectPump(
                    Sources.open(config, Share.ALL, offsets, metrics), config.pump(), metrics, settings.id())) {
                pump = now;
                now.start();
                trouble = null;
                Transaction transaction = new Transaction(producer, now);
                while (!closed) {
                    List<TrailMessage> batch = now.poll(POLL_MILLIS);
                    if (batch != null) {
                        batch.forEach(transaction::add);
                    }
                    transaction.commitWhenDue(batch == null);
                    caughtUp |= batch == null && now.isIdle();
                }
                transaction.commit();
            } finally {
                pump = null;
            }
        }
    }

    /** What was sent since the last commit. */
    private final class Transaction {
        private final FeedProducer producer;
        private final ObjectPump from;
        private final Map<Map<String, String>, Map<String, Object>> offsets = new LinkedHashMap<>();
        private final List<TrailMessage> messages = new java.util.ArrayList<>();
        private long since;

        private Transaction(FeedProducer producer, ObjectPump from) {
            this.producer = producer;
            this.from = from;
        }

        void add(TrailMessage message) {
            if (messages.isEmpty()) {
                since = System.nanoTime();
            }
            producer.send(
                    message.quarantine()
                            ? settings.topics().quarantine()
                            : settings.topics().records(),
                    message.key(),
                    message.value());
            offsets.put(message.partition(), message.offset());
            messages.add(message.withoutValue());
        }

        void commitWhenDue(boolean idle) {
            boolean due = System.nanoTime() - since > settings.commitInterval().toNanos();
            if (!messages.isEmpty() && (idle || due)) {
                commit();
            }
        }

        void commit() {
            offsets.forEach((partition, offset) -> producer.send(
                    settings.topics().progress(), FeedOffsets.encode(partition), FeedOffsets.encode(offset)));
            producer.commit();
            messages.forEach(from::arrived);
            offsets.clear();
            messages.clear();
        }
    }

    /** Commits what was polled, and ends. */
    @Override
    public void close() {
        closed = true;
        stop.countDown();
        try {
            thread.join(STOP_MILLIS);
            thread.interrupt();
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
