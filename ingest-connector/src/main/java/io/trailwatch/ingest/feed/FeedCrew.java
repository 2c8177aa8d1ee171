package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.TrailObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The threads that read what a follower found; a file is done when what was read of it is committed. */
final class FeedCrew implements AutoCloseable {
    private static final long WAIT_MILLIS = 200;
    private static final long STOP_MILLIS = 10_000;
    private static final int AHEAD = 256;

    /** Something to do: a file to read, or files to forget. */
    record Task(@Nullable TrailObject file, boolean asItIs, List<FileKey> gone) {
        static Task read(TrailObject file, boolean asItIs) {
            return new Task(file, asItIs, List.of());
        }

        static Task forget(List<FileKey> gone) {
            return new Task(null, false, gone);
        }
    }

    /** What became of a file. */
    record Done(TrailObject file, FileOutcome outcome) {}

    private final FeedSettings settings;
    private final FileTable files;
    private final FeedCounters counters;
    private final IntFunction<FeedProducer> producers;
    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>(AHEAD);
    private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong outstanding = new AtomicLong();
    private volatile @Nullable Throwable failure;
    private volatile boolean stopped;

    FeedCrew(FeedSettings settings, FileTable files, FeedCounters counters, IntFunction<FeedProducer> producers) {
        this.settings = settings;
        this.files = files;
        this.counters = counters;
        this.producers = producers;
    }

    /** Files handed over and not yet committed. */
    long outstanding() {
        return outstanding.get();
    }

    /** Hands something over, waiting while the threads have enough to do; false where they have ended. */
    boolean submit(Task task) throws InterruptedException {
        if (threads.size() < settings.threads() && threads.size() <= outstanding.get()) {
            startThread();
        }
        outstanding.incrementAndGet();
        while (!stopped && failure == null) {
            if (queue.offer(task, WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    /** Waits until everything is committed, or the time is over. */
    boolean drained(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (done) {
            while (outstanding.get() > 0 && failure == null && !stopped) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                done.wait(left);
            }
        }
        return outstanding.get() == 0;
    }

    /** What became of a file that is committed, or null where there is none more. */
    @Nullable
    Done poll() {
        return done.poll();
    }

    /** Fails where a thread has failed. */
    void check() {
        Throwable e = failure;
        if (e != null) {
            throw e instanceof FeedException f ? f : new FeedException("the feed failed: " + e, e);
        }
    }

    /** Lets the threads commit what they have and end. */
    void stop() {
        stopped = true;
        synchronized (done) {
            done.notifyAll();
        }
    }

    private void startThread() {
        int number = threads.size();
        Thread thread = new Thread(
                () -> {
                    try {
                        run(producers.apply(number));
                    } catch (Throwable e) {
                        failure = e;
                    } finally {
                        synchronized (done) {
                            done.notifyAll();
                        }
                    }
                },
                "follow-" + number);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void run(FeedProducer producer) throws InterruptedException {
        try (FeedTransaction transaction = new FeedTransaction(settings, producer, files, counters);
                FileFeeder feeder = new FileFeeder(settings, transaction, files, counters, () -> stopped)) {
            List<Done> open = new ArrayList<>();
            int forgotten = 0;
            while (!stopped && failure == null) {
                Task task = queue.poll();
                if (task == null || transaction.due()) {
                    commit(transaction, open, forgotten);
                    forgotten = 0;
                }
                if (task == null) {
                    task = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                }
                if (task != null && task.file() != null) {
                    open.add(new Done(task.file(), feeder.feed(task.file(), task.asItIs())));
                } else if (task != null) {
                    transaction.forget(task.gone());
                    forgotten++;
                }
            }
            commit(transaction, open, forgotten);
        }
    }

    private void commit(FeedTransaction transaction, List<Done> open, int forgotten) {
        if (open.isEmpty() && forgotten == 0) {
            return;
        }
        transaction.commit();
        done.addAll(open);
        long left = outstanding.addAndGet(-open.size() - forgotten);
        open.clear();
        if (left == 0) {
            synchronized (done) {
                done.notifyAll();
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
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
