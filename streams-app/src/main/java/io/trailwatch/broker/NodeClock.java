package io.trailwatch.broker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/**
 * The system's clock, whose nanoseconds can be put forward. The controller gives a broker that it knew before the restart a
 * session, and refuses the new broker until that one ends. Whoever holds the data folder's lock knows that the old broker is
 * gone, and puts the clock forward instead of waiting.
 */
final class NodeClock implements Time {
    private final AtomicLong ahead = new AtomicLong();

    void putForward(Duration by) {
        ahead.addAndGet(by.toNanos());
    }

    @Override
    public long milliseconds() {
        return SYSTEM.milliseconds();
    }

    @Override
    public long nanoseconds() {
        return SYSTEM.nanoseconds() + ahead.get();
    }

    @Override
    public void sleep(long ms) {
        SYSTEM.sleep(ms);
    }

    @Override
    public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) throws InterruptedException {
        SYSTEM.waitObject(object, condition, deadlineMs);
    }
}
