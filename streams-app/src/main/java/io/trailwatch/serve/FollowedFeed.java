package io.trailwatch.serve;

import io.trailwatch.ingest.feed.FeedSettings;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A feed of this process that runs until it is closed, of whatever kind. */
abstract class FollowedFeed implements Following {
    private final BooleanSupplier caughtUp;
    private final Supplier<@Nullable String> trouble;
    private final Runnable close;

    FollowedFeed(BooleanSupplier caughtUp, Supplier<@Nullable String> trouble, Runnable close) {
        this.caughtUp = caughtUp;
        this.trouble = trouble;
        this.close = close;
    }

    /**
     * @param location names what is followed for ever in what is noted of it
     * @param id no other feed of the cluster has it
     */
    static FeedSettings settings(String location, String id, MonitorKafka kafka) {
        return FeedSettings.of(kafka.bootstrapServers(), location)
                .withClient(kafka.client())
                .withId(id)
                .withMaxMessageBytes(kafka.maxMessageBytes());
    }

    @Override
    public final boolean caughtUp() {
        return caughtUp.getAsBoolean();
    }

    @Override
    public final @Nullable String trouble() {
        return trouble.get();
    }

    @Override
    public final void close() {
        close.run();
    }
}
