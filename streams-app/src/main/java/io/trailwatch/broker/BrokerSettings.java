package io.trailwatch.broker;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the embedded broker is to run.
 *
 * @param folder the data folder, kept between runs; null for a temporary one that goes when the broker is closed
 * @param port the port on loopback; 0 for any free one
 */
public record BrokerSettings(@Nullable Path folder, int port) {
    /** A temporary data folder and a free port. */
    public static BrokerSettings temporary() {
        return new BrokerSettings(null, 0);
    }

    /** A data folder that is kept, and a free port. */
    public static BrokerSettings kept(Path folder) {
        return new BrokerSettings(folder, 0);
    }

    /** The same with a fixed port. */
    public BrokerSettings withPort(int fixed) {
        return new BrokerSettings(folder, fixed);
    }
}
