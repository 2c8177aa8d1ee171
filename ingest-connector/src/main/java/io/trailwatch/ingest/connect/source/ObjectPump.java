package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.Damage;
import io.trailwatch.ingest.archive.ReadOutcome;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.archive.TrailReader;
import io.trailwatch.ingest.archive.s3.AwsReadException;
import io.trailwatch.ingest.archive.s3.S3Object;
import io.trailwatch.ingest.feed.RejectedItem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a source's objects, one after the other, on a thread of its own, and hands the messages on in batches: while one batch
 * is sent, the next one is read. Trouble that passes is waited out; trouble with one object leaves that object out, which is
 * counted and noted on the quarantine topic; trouble that concerns all, or that many objects in a row have, ends the pump.
 */
public final class ObjectPump implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectPump.class);
    private static final int BATCHES_AHEAD = 2;
    private static final long STOP_MILLIS = 30_000;
    private static final byte[] NOTHING = {};

    private final TrailSource source;
    private final PumpSettings settings;
    private final SourceMetrics metrics;
    private final BlockingQueue<List<TrailMessage>> batches = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    private final MessageBatcher batcher;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean idle;
    private volatile @Nullable String trouble;
    private volatile @Nullable Throwable failure;
    private int leftOutInARow;

    public ObjectPump(TrailSource source, PumpSettings settings, SourceMetrics metrics, String name) {
        this.source = source;
        this.settings = settings;
        this.metrics = metrics;
        this.batcher = new MessageBatcher(settings, metrics, this::put);
        this.thread = new Thread(this::run, "trailwatch-reader-" + name);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /**
     * The next batch, or null where there is none within the time.
     *
     * @throws SourceException when reading has ended
     */
    public @Nullable List<TrailMessage> poll(long millis) throws InterruptedException {
        List<TrailMessage> batch = batches.poll();
        if (batch == null && failure == null) {
            batch = batches.poll(millis, TimeUnit.MILLISECONDS);
        }
        Throwable why = failure;
        if (batch == null && why != null) {
            throw new SourceException(message(why), why);
        }
        return batch;
    }

    private static String message(Throwable why) {
        return why instanceof IOException || why instanceof SourceException
                ? String.valueOf(why.getMessage())
                : why.toString();
    }

    /** Whether all that is known is read and was polled. */
    public boolean isIdle() {
        return idle && batches.isEmpty();
    }

    /** One line about what is waited for at the moment, or null. */
    public @Nullable String trouble() {
        return trouble;
    }

    private void run() {
        try (TrailReader reader = new TrailReader(settings.limits())) {
            while (!stopping) {
                if (!source.ready()) {
                    batcher.ship();
                }
                Claim claim = next();
                if (claim == null) {
                    metrics.unread(0);
                    idle = true;
                    leftOutInARow = 0;
                    Thread.sleep(source.idleMillis());
                } else {
                    idle = false;
                    process(reader, claim);
                    trouble = null;
                }
            }
        } catch (InterruptedException | InterruptedIOException e) {
            fail(e);
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        } finally {
            source.close();
        }
    }

    private void fail(Throwable e) {
        if (!stopping) {
            failure = e;
        }
    }

    private @Nullable Claim next() throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                Claim claim = source.next();
                trouble = null;
                return claim;
            } catch (AwsReadException e) {
                metrics.error(e.failure());
                if (!e.failure().passing()) {
                    throw e;
                }
                waitAfter(e, attempt);
            }
        }
    }

    private void waitAfter(AwsReadException e, int attempt) throws IOException, InterruptedException {
        if (stopping) {
            throw new InterruptedIOException("stopped");
        }
        batcher.ship();
        trouble = e.getMessage();
        if (attempt == 1 || attempt % 10 == 0) {
            LOG.warn("event=try-again attempt={} reason=\"{}\"", attempt, e.getMessage());
        }
        settings.backoff().await(attempt);
    }

    private void process(TrailReader reader, Claim claim) throws IOException, InterruptedException {
        RejectedItem item = claim.item();
        if (item != null) {
            batcher.start(claim, 0);
            batcher.note(item);
            batcher.flush();
            over(claim);
            return;
        }
        TrailObject object = claim.object();
        batcher.start(claim, claim.ledger().start(object));
        for (int attempt = 1; ; attempt++) {
            long before = batcher.items();
            ReadOutcome outcome = reader.read(object, batcher);
            batcher.flush();
            AwsReadException trouble = object instanceof S3Object s3 ? s3.failure() : null;
            if (trouble != null && outcome.damage() == Damage.UNREADABLE) {
                metrics.error(trouble.failure());
                if (trouble.failure().passing()) {
                    attempt = batcher.items() > before ? 1 : attempt;
                    batcher.again();
                    waitAfter(trouble, attempt);
                    continue;
                }
            }
            finish(claim, object, outcome, trouble);
            return;
        }
    }

    private void finish(Claim claim, TrailObject object, ReadOutcome outcome, @Nullable AwsReadException trouble)
            throws IOException {
        Damage damage = outcome.damage();
        if (damage == Damage.VANISHED || (trouble != null && trouble.failure().gone())) {
            LOG.info("event=gone object=\"{}\"", Names.printable(claim.address()));
            metrics.skipped(SourceMetrics.Skip.GONE);
            source.done(claim);
            over(claim);
        } else if (damage == Damage.UNREADABLE) {
            leaveOut(claim, outcome, trouble);
        } else {
            leftOutInARow = 0;
            if (damage != null) {
                metrics.error(damage);
                metrics.damaged(claim.address(), damage, detail(outcome));
                LOG.warn("event=damaged object=\"{}\" reason=\"{}\"", Names.printable(claim.address()), damage.text());
                batcher.note(RejectedItem.of(claim.address(), -1, damage.text() + detail(outcome), NOTHING, 0, 0));
                batcher.flush();
            }
            metrics.object(outcome.storedBytes());
            source.done(claim);
            over(claim);
        }
    }

    private static String detail(ReadOutcome outcome) {
        return outcome.detail() == null ? "" : ": " + Names.printable(outcome.detail());
    }

    private void leaveOut(Claim claim, ReadOutcome outcome, @Nullable AwsReadException trouble) throws IOException {
        if (trouble == null) {
            metrics.error(Damage.UNREADABLE);
        } else if (source.endsTask(trouble.failure())) {
            throw trouble;
        }
        String reason = trouble != null ? trouble.failure().text() : Damage.UNREADABLE.text() + detail(outcome);
        batcher.giveUp();
        if (source.leaveOut(claim, batcher.items())) {
            LOG.warn("event=left-out object=\"{}\" reason=\"{}\"", Names.printable(claim.address()), reason);
            metrics.skipped(SourceMetrics.Skip.LEFT_OUT);
            metrics.damaged(claim.address(), Damage.UNREADABLE, reason);
            batcher.note(RejectedItem.of(claim.address(), -1, reason, NOTHING, 0, 0));
            batcher.flush();
            over(claim);
        }
        if (++leftOutInARow == settings.leftOutInARow()) {
            batcher.ship();
            throw new SourceException(
                    leftOutInARow + " objects in a row can't be read, the last one " + Names.printable(claim.address())
                            + ": " + reason + "; they are tried again after a restart",
                    trouble);
        }
    }

    private void over(Claim claim) throws IOException {
        batcher.end();
        if (claim.end()) {
            source.committed(claim);
        }
    }

    private void put(List<TrailMessage> batch) throws IOException {
        try {
            boolean taken = false;
            while (!stopping && !taken) {
                taken = batches.offer(batch, 1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
        if (stopping) {
            throw new InterruptedIOException("stopped");
        }
    }

    /** A message is in Kafka. Any thread may call it. */
    public void arrived(TrailMessage message) {
        if (message.claim().arrived()) {
            source.committed(message.claim());
        }
    }

    /** Stops reading; what was not polled is dropped and comes again another time. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
