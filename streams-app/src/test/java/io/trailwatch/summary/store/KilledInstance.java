package io.trailwatch.summary.store;

import io.trailwatch.topology.SummaryStreams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A process that takes in records and ends as if killed, in the middle of its work. */
final class KilledInstance {
    private KilledInstance() {}

    /** Arguments: bootstrap servers, application id, state folder, messages after which to die. */
    public static void main(String[] args) {
        long limit = Long.parseLong(args[3]);
        SummaryStreams streams = SummaryStreams.start(
                StoreContractIT.settings(args[0], args[1], Path.of(args[2])), StoreContractIT.topology());
        while (streams.processed().values().stream().mapToLong(Long::longValue).sum() < limit
                && !streams.fault().isDone()) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        if (streams.fault().isDone()) {
            streams.fault().join().printStackTrace();
        }
        Runtime.getRuntime().halt(streams.fault().isDone() ? 1 : 137);
    }
}
