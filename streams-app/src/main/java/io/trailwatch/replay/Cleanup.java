package io.trailwatch.replay;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be undone at the end, the last first; each once, whether the end comes by itself, by an exception or by a signal.
 * Whoever comes second waits until all is done.
 */
final class Cleanup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    private final Deque<AutoCloseable> steps = new ArrayDeque<>();
    private boolean closed;

    /** Adds a step; after {@link #close()} it is done at once. */
    synchronized <T extends AutoCloseable> T add(T step) {
        if (closed) {
            run(step);
            throw new ReplayStoppedException();
        }
        steps.push(step);
        return step;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!steps.isEmpty()) {
            run(steps.pop());
        }
    }

    private static void run(AutoCloseable step) {
        try {
            step.close();
        } catch (Exception e) {
            LOG.warn("while cleaning up", e);
        }
    }
}
