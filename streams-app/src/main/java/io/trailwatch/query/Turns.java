package io.trailwatch.query;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets so many answers be made at once, the others in turn. Work is done on the caller's thread; whoever writes to a client
 * does so outside of its turn.
 */
public final class Turns {
    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final int maxWaiting;
    private final Duration patience;

    /**
     * @param atOnce answers made at the same time
     * @param maxWaiting questions that wait at most
     * @param patience for how long one waits at most
     */
    public Turns(int atOnce, int maxWaiting, Duration patience) {
        this.places = new Semaphore(atOnce, true);
        this.maxWaiting = maxWaiting;
        this.patience = patience;
    }

    /** As many as there are cores. */
    public static Turns ofCores() {
        return new Turns(Math.max(2, Runtime.getRuntime().availableProcessors()), 512, Duration.ofSeconds(10));
    }

    /**
     * Makes one answer when its turn comes.
     *
     * @throws BusyException when too many wait, or it waited too long
     */
    public <T> T take(Supplier<T> work) {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            throw new BusyException("too many questions wait for their turn");
        }
        boolean entered;
        try {
            entered = places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            entered = false;
        } finally {
            waiting.decrementAndGet();
        }
        if (!entered) {
            throw new BusyException("the question waited too long for its turn");
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
