package io.trailwatch.summary.store;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/** Builds a store over a persistent window store. What Kafka would lay around it (a cache) is the store's own. */
final class WindowBackedBuilder<T extends WindowBacked> implements StoreBuilder<T> {
    private final StoreBuilder<WindowStore<Bytes, byte[]>> inner;
    private final Function<WindowStore<Bytes, byte[]>, T> around;

    /**
     * @param retention of the window store
     * @param changelog settings of its changelog topic, or null for none
     */
    WindowBackedBuilder(
            String name,
            Duration retention,
            @Nullable Map<String, String> changelog,
            Function<WindowStore<Bytes, byte[]>, T> around) {
        StoreBuilder<WindowStore<Bytes, byte[]>> builder = Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(name, retention, Duration.ofMillis(1), false),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingDisabled();
        inner = changelog == null ? builder.withLoggingDisabled() : builder.withLoggingEnabled(changelog);
        this.around = around;
    }

    @Override
    public T build() {
        return around.apply(inner.build());
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public Map<String, String> logConfig() {
        return inner.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
        return inner.loggingEnabled();
    }

    @Override
    public StoreBuilder<T> withCachingEnabled() {
        return this;
    }

    @Override
    public StoreBuilder<T> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<T> withLoggingEnabled(Map<String, String> config) {
        inner.withLoggingEnabled(config);
        return this;
    }

    @Override
    public StoreBuilder<T> withLoggingDisabled() {
        inner.withLoggingDisabled();
        return this;
    }
}
