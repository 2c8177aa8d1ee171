package io.trailwatch.topology;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process was in its group a moment ago. A process that was halted (a paused virtual machine, a stopped process) or
 * cut off from the brokers has lost its partitions without knowing: it still has their rows, and others count on. The brokers
 * are asked again and again; what they said counts from when they were <em>asked</em>, and for less time than it takes them to
 * give a silent member's partitions away.
 *
 * <p>That a consumer is a member is enough. One that was put out closes what it had before it joins again, and one that stays in
 * has given up by itself what others have.
 */
public final class GroupLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupLease.class);
    private static final int ASKED_IN_A_LEASE = 6;

    /** The brokers that are asked. */
    interface Group extends AutoCloseable {
        /** Whether all consumers of this process are members now; may throw or wait where the brokers are away. */
        boolean hasUs() throws Exception;

        @Override
        void close();
    }

    /** Epoch nanoseconds, or those of any other beginning. */
    private record Moment(long monotonic, long wall) {}

    private final Group group;
    private final LongSupplier monotonic;
    private final LongSupplier wall;
    private final long nanos;
    private final Thread thread;
    private volatile Moment confirmed;
    private boolean wasIn;

    /**
     * @param lease for how long an answer counts
     * @param monotonic nanoseconds
     * @param wall nanoseconds of a clock that is right again after the machine slept, where the other one may have stood still
     */
    GroupLease(Group group, Duration lease, LongSupplier monotonic, LongSupplier wall) {
        this.group = group;
        this.monotonic = monotonic;
        this.wall = wall;
        nanos = lease.toNanos();
        confirmed = new Moment(monotonic.getAsLong() - nanos, 0);
        thread = new Thread(this::run, "group-lease");
        thread.setDaemon(true);
    }

    static GroupLease start(Group group, Duration lease) {
        GroupLease started = new GroupLease(
                group, lease, System::nanoTime, () -> TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            while (true) {
                turn();
                TimeUnit.NANOSECONDS.sleep(nanos / ASKED_IN_A_LEASE);
            }
        } catch (InterruptedException e) {
            LOG.debug("ended");
        }
    }

    /** Asks, and tells the operator when touch is lost and found. */
    void turn() throws InterruptedException {
        if (wasIn && !holds()) {
            wasIn = false;
            LOG.warn(
                    "out of touch with the group: answers are marked until the brokers say that this instance is in it");
        }
        ask();
        if (!wasIn && holds()) {
            wasIn = true;
            LOG.info("in the group");
        }
    }

    void ask() throws InterruptedException {
        Moment asked = new Moment(monotonic.getAsLong(), wall.getAsLong());
        try {
            if (group.hasUs()) {
                confirmed = asked;
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.debug("the brokers did not say who is in the group", e);
        }
    }

    /** Whether the partitions that this process has are known to be its own. */
    public boolean holds() {
        Moment last = confirmed;
        return monotonic.getAsLong() - last.monotonic < nanos && wall.getAsLong() - last.wall < nanos;
    }

    @Override
    public void close() {
        thread.interrupt();
        group.close();
    }
}
