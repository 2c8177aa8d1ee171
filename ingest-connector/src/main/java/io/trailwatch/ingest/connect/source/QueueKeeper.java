package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.s3.AwsReadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes messages that are done, and keeps those that are being read from becoming visible to others, on its own thread. */
final class QueueKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueKeeper.class);
    private static final int AT_ONCE = 10;
    private static final long STEP_MILLIS = 200;
    private static final int MOST_STEPS_AT_END = 5;

    private final NoticeQueue queue;
    private final SourceMetrics metrics;
    private final Set<Delivery> held = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Delivery> done = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopping;
    private long lastExtension = System.nanoTime();

    QueueKeeper(NoticeQueue queue, SourceMetrics metrics) {
        this.queue = queue;
        this.metrics = metrics;
        this.thread = new Thread(this::run, "trailwatch-queue-keeper");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void hold(Delivery delivery) {
        held.add(delivery);
    }

    /** It comes again when its visibility timeout ends. */
    void release(Delivery delivery) {
        delivery.release();
        held.remove(delivery);
    }

    void delete(Delivery delivery) {
        done.add(delivery);
    }

    private void run() {
        try {
            while (!stopping) {
                Thread.sleep(STEP_MILLIS);
                step();
            }
        } catch (InterruptedException e) {
            // Stopped.
        }
    }

    /** What is wrong with deleting must not keep messages from being held. */
    private void step() {
        if ((System.nanoTime() - lastExtension) / 1_000_000 > queue.visibilityMillis() / 3) {
            lastExtension = System.nanoTime();
            attempt(this::extend);
        }
        attempt(this::deleteDone);
    }

    private interface Request {
        void send() throws AwsReadException;
    }

    private void attempt(Request request) {
        try {
            request.send();
        } catch (AwsReadException e) {
            if (!stopping) {
                metrics.error(e.failure());
                LOG.warn("event=queue-request-failed reason=\"{}\"", e.getMessage());
            }
        }
    }

    private void deleteDone() throws AwsReadException {
        while (!done.isEmpty()) {
            List<Delivery> some = new ArrayList<>();
            while (some.size() < AT_ONCE && !done.isEmpty()) {
                some.add(done.remove());
            }
            held.removeAll(some);
            try {
                queue.delete(some.stream().map(Delivery::receipt).toList());
            } catch (AwsReadException e) {
                if (e.failure().passing()) {
                    done.addAll(some);
                    held.addAll(some);
                }
                throw e;
            }
        }
    }

    private void extend() throws AwsReadException {
        List<String> receipts = new ArrayList<>();
        for (Delivery delivery : held) {
            receipts.add(delivery.receipt());
            if (receipts.size() == AT_ONCE) {
                queue.extend(receipts);
                receipts.clear();
            }
        }
        if (!receipts.isEmpty()) {
            queue.extend(receipts);
        }
    }

    /** What is done is still deleted, unless the queue does not answer. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (int i = 0; i < MOST_STEPS_AT_END && !done.isEmpty(); i++) {
            try {
                deleteDone();
            } catch (AwsReadException e) {
                return; // They come again and are known.
            }
        }
        queue.close();
    }
}
