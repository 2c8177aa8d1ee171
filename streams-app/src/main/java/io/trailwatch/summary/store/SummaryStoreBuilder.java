package io.trailwatch.summary.store;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/** Builds {@link SummaryStore}s. Caching is the store's own; logging is a setting. */
public final class SummaryStoreBuilder implements StoreBuilder<SummaryStore> {
    /** A key holds its value, which may be nearly as large as the largest record. */
    private static final int LARGEST_MESSAGE = 25 << 20;

    private final StoreSettings settings;
    private final BooleanSupplier keepOnClose;
    private final Windows windows;

    /**
     * @param keepOnClose asked when a store without a changelog is closed: whether it may be opened again, so that what is on
     *     its heap must be written
     */
    public SummaryStoreBuilder(StoreSettings settings, BooleanSupplier keepOnClose) {
        this.settings = settings;
        this.keepOnClose = keepOnClose;
        windows = new Windows(settings);
    }

    @Override
    public SummaryStore build() {
        StoreBuilder<WindowStore<Bytes, byte[]>> inner = Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(
                                settings.name(),
                                Duration.ofMillis(windows.storeRetentionMillis()),
                                Duration.ofMillis(1),
                                false),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingDisabled();
        return new SummaryStore(
                settings,
                (settings.changelog() ? inner.withLoggingEnabled(logConfig()) : inner.withLoggingDisabled()).build(),
                keepOnClose);
    }

    /**
     * The changelog keeps each row's newest value, and old windows for as long as the store keeps them after they were last
     * written. That age is counted from when a row was written, never from a record's own time, or the broker would delete an
     * archive of 2019 as fast as it is loaded.
     */
    @Override
    public Map<String, String> logConfig() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                String.valueOf(windows.allTime() ? -1 : windows.storeRetentionMillis()),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(LARGEST_MESSAGE),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime");
    }

    @Override
    public boolean loggingEnabled() {
        return settings.changelog();
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public StoreBuilder<SummaryStore> withCachingEnabled() {
        return this;
    }

    @Override
    public StoreBuilder<SummaryStore> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<SummaryStore> withLoggingEnabled(Map<String, String> config) {
        throw new UnsupportedOperationException("logging is set by StoreSettings");
    }

    @Override
    public StoreBuilder<SummaryStore> withLoggingDisabled() {
        throw new UnsupportedOperationException("logging is set by StoreSettings");
    }
}
