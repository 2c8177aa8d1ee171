package io.trailwatch.summary.store;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** The topology's stores. */
public final class StoreBuilders {
    /** A key holds its value, which may be nearly as large as the largest record. */
    private static final int LARGEST_MESSAGE = 25 << 20;

    private static final Duration SLACK = Duration.ofDays(1);

    private StoreBuilders() {}

    /**
     * Rows and headers.
     *
     * @param keepOnClose asked when a store without a changelog is closed: whether it may be opened again, so that what is on
     *     its heap must be written
     */
    public static StoreBuilder<SummaryStore> summary(StoreSettings settings, BooleanSupplier keepOnClose) {
        Windows windows = new Windows(settings);
        Duration retention = Duration.ofMillis(windows.storeRetentionMillis());
        return new WindowBackedBuilder<>(
                settings.name(),
                retention,
                settings.changelog() ? changelog(windows.allTime() ? null : retention) : null,
                inner -> new SummaryStore(settings, inner, keepOnClose));
    }

    /**
     * Ids of events that have been counted.
     *
     * @param remembered for how long
     */
    public static StoreBuilder<EventIdStore> eventIds(String name, Duration remembered, boolean changelog) {
        Duration retention = remembered.plusMillis(1);
        return new WindowBackedBuilder<>(
                name,
                retention,
                changelog ? changelog(retention.plus(SLACK)) : null,
                inner -> new EventIdStore(inner, remembered));
    }

    /**
     * A changelog keeps each row's newest value, and old windows for as long as the store keeps them after they were last
     * written. That age is counted from when a row was written, never from a record's own time, or the broker would delete an
     * archive of 2019 as fast as it is loaded.
     */
    private static Map<String, String> changelog(@Nullable Duration retention) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                String.valueOf(retention == null ? -1 : retention.toMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(LARGEST_MESSAGE),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime");
    }
}
