package io.trailwatch.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections on which a request has been coming for too long. One that sends a byte now and then is never idle, and
 * would hold a place for ever.
 */
final class SlowRequests implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlowRequests.class);

    /**
     * Since when no request came whole.
     *
     * @param requests that had come whole by then
     * @param bytes that had come by then
     */
    private record Waiting(long requests, long bytes, long since) {}

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "slow-requests");
        thread.setDaemon(true);
        return thread;
    });
    private final Server server;
    private final long longestNanos;
    private Map<EndPoint, Waiting> waiting = new HashMap<>();

    /** @param longest for how long a request may be on its way */
    SlowRequests(Server server, Duration longest) {
        this.server = server;
        longestNanos = longest.toNanos();
        timer.scheduleWithFixedDelay(this::look, longestNanos / 4, longestNanos / 4, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        Map<EndPoint, Waiting> still = new HashMap<>();
        for (Connector connector : server.getConnectors()) {
            for (EndPoint end : connector.getConnectedEndPoints()) {
                Connection connection = end.getConnection();
                // More came than went: a request is being answered.
                if (connection == null || connection.getMessagesIn() > connection.getMessagesOut()) {
                    continue;
                }
                Waiting before = waiting.get(end);
                if (before == null || before.requests != connection.getMessagesIn()) {
                    still.put(end, new Waiting(connection.getMessagesIn(), connection.getBytesIn(), now));
                } else if (now - before.since > longestNanos && connection.getBytesIn() > before.bytes) {
                    LOG.debug("a request took too long to come");
                    end.close();
                } else {
                    // Nothing comes: it is idle, or takes an answer that goes on.
                    still.put(end, before);
                }
            }
        }
        waiting = still;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
