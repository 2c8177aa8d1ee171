package io.trailwatch.query;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Instances that did not answer in time, by their addresses. Until one answers again a question is put to it now and then only,
 * so that others do not wait for a process that is halted or cut off as long as the group still names it.
 */
final class Silent {
    private final Map<String, Long> until = new ConcurrentHashMap<>();
    private final long nanos;
    private final LongSupplier clock;

    /** @param clock nanoseconds */
    Silent(Duration pause, LongSupplier clock) {
        this.nanos = pause.toNanos();
        this.clock = clock;
    }

    /** Whether to ask it: where it was silent, one question after each pause. */
    boolean ask(Instance peer) {
        Long pause = until.get(peer.address());
        if (pause == null) {
            return true;
        }
        long now = clock.getAsLong();
        return now - pause >= 0 && until.replace(peer.address(), pause, now + nanos);
    }

    void timedOut(Instance peer) {
        until.put(peer.address(), clock.getAsLong() + nanos);
    }

    void answered(Instance peer) {
        until.remove(peer.address());
    }

    /** Forgets those that the group no longer names. */
    void keep(java.util.Set<String> addresses) {
        until.keySet().retainAll(addresses);
    }
}
