package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.ReaderLimits;
import io.trailwatch.ingest.archive.s3.Backoff;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Runs a source as a Connect worker does: batches are committed with their offsets, or dropped when a run is killed. */
final class SourceRun implements OffsetStore {
    static final PumpSettings SETTINGS =
            new PumpSettings(ReaderLimits.DEFAULT, false, 100, 1_000_000, 20, Backoff.NONE);

    final List<String> records = new ArrayList<>();
    final List<String> quarantine = new ArrayList<>();
    private final Map<Map<String, String>, Map<String, Object>> offsets = new HashMap<>();
    private final BiFunction<OffsetStore, SourceMetrics, TrailSource> maker;
    private final PumpSettings settings;
    SourceMetrics metrics = new SourceMetrics();

    SourceRun(PumpSettings settings, BiFunction<OffsetStore, SourceMetrics, TrailSource> maker) {
        this.settings = settings;
        this.maker = maker;
    }

    /** Runs until {@code until}, committing each batch. */
    SourceRun run(BooleanSupplier until) throws InterruptedException {
        return run(until, Integer.MAX_VALUE);
    }

    /** The same, but is killed after so many batches; what was read beyond is lost. */
    SourceRun run(BooleanSupplier until, int batches) throws InterruptedException {
        metrics = new SourceMetrics();
        try (ObjectPump pump = new ObjectPump(maker.apply(this, metrics), settings, metrics, "test")) {
            pump.start();
            int[] done = {0};
            Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(60))
                    .pollDelay(java.time.Duration.ZERO)
                    .until(() -> {
                        List<TrailMessage> batch = done[0] < batches ? pump.poll(20) : null;
                        if (batch != null) {
                            done[0]++;
                            batch.forEach(this::commit);
                            batch.forEach(pump::arrived);
                        }
                        return done[0] >= batches || (batch == null && until.getAsBoolean());
                    });
        }
        return this;
    }

    private void commit(TrailMessage message) {
        String text = new String(message.value(), StandardCharsets.UTF_8);
        (message.quarantine() ? quarantine : records).add(text);
        offsets.put(message.partition(), new HashMap<>(message.offset()));
    }

    Map<Map<String, String>, Map<String, Object>> offsets() {
        return offsets;
    }

    @Override
    public Map<Map<String, String>, Map<String, Object>> load(Collection<Map<String, String>> partitions) {
        Map<Map<String, String>, Map<String, Object>> found = new HashMap<>();
        for (Map<String, String> partition : partitions) {
            if (offsets.containsKey(partition)) {
                found.put(partition, offsets.get(partition));
            }
        }
        return found;
    }

    /** A clock that is set by hand. */
    static final class HandClock extends Clock {
        private volatile java.time.Instant now;

        HandClock(java.time.Instant now) {
            this.now = now;
        }

        void forward(java.time.Duration time) {
            now = now.plus(time);
        }

        @Override
        public java.time.ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public java.time.Instant instant() {
            return now;
        }
    }
}
