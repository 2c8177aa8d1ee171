package io.trailwatch.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real Apache Kafka node in this process, on loopback. Its data folder is locked until {@link #close()}. */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    /**
     * What clients of a broker that has just started may set as {@code retry.backoff.ms}: the first question of each kind comes
     * some milliseconds too early, and by themselves they ask again after a tenth of a second.
     */
    public static final String RETRY_MILLIS = "20";

    private static final long START_SECONDS = 120;
    private static final long STOP_AFTER_FAULT_SECONDS = 5;

    private final DataFolder folder;
    private final CompletableFuture<BrokerException> fault = new CompletableFuture<>();
    private final IntConsumer ended = this::ended;
    private final KafkaNode node;
    private volatile boolean closing;
    private volatile String bootstrapServers = "";

    private EmbeddedBroker(DataFolder folder, int port) {
        this.folder = folder;
        this.node = new KafkaNode(NodeConfig.of(folder.log(), port, folder.temporary()), ended);
    }

    /**
     * Starts a node and waits until it takes requests.
     *
     * @throws BrokerException when the port is taken, the data folder is in use, damaged or can't be written
     */
    public static EmbeddedBroker start(BrokerSettings settings) {
        checkPort(settings.port());
        DataFolder folder = DataFolder.open(settings.folder());
        EmbeddedBroker broker = new EmbeddedBroker(folder, settings.port());
        try {
            broker.startNode();
            return broker;
        } catch (BrokerException e) {
            broker.close();
            throw e;
        }
    }

    /** {@code host:port} for Kafka clients. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** The data folder; a temporary one goes when the broker is closed. Others may keep files beside {@code kafka/}. */
    public Path folder() {
        return folder.path();
    }

    /** Completes with what to tell the user when the node ends itself; never when it is closed. */
    public CompletableFuture<BrokerException> fault() {
        return fault;
    }

    /**
     * Makes the topics that are not there yet.
     *
     * @param partitions of the records' topic; an existing topic keeps its own
     * @param retention how long records stay on the topic, or null for ever
     */
    public void createTopics(int partitions, @Nullable Duration retention) {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG,
                RETRY_MILLIS,
                AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG,
                ""))) {
            TopicSetup.create(admin, partitions, retention);
        }
    }

    private void startNode() {
        NodeExits.add(ended);
        CompletableFuture<Integer> started = new CompletableFuture<>();
        Thread starter = new Thread(
                () -> {
                    try {
                        started.complete(node.start());
                    } catch (Throwable e) {
                        started.completeExceptionally(e);
                    }
                },
                "embedded-broker-start");
        starter.setDaemon(true);
        starter.start();
        try {
            CompletableFuture.anyOf(started, fault).get(START_SECONDS, TimeUnit.SECONDS);
            if (fault.isDone()) {
                throw fault.join();
            }
            bootstrapServers = NodeConfig.HOST + ":" + started.join();
        } catch (ExecutionException e) {
            throw fault.isDone() ? fault.join() : failed(e.getCause());
        } catch (TimeoutException e) {
            throw new BrokerException(
                    "the embedded broker did not start within " + START_SECONDS
                            + " s: look at the machine's load and at " + folder.path(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("the embedded broker's start was interrupted", e);
        }
    }

    private BrokerException failed(@Nullable Throwable cause) {
        Throwable why = cause == null ? new IllegalStateException("unknown") : cause;
        return new BrokerException(
                "the embedded broker can't start (" + DataFolder.reason(why) + "): data folder " + folder.path()
                        + " is damaged, or its disk fails: look at the disk, or give another data folder",
                why);
    }

    private static void checkPort(int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new BrokerException(
                    "port " + port + " on " + NodeConfig.HOST + " is taken (" + DataFolder.reason(e)
                            + "): end the program that listens there, or choose another port for the embedded broker",
                    e);
        }
    }

    private void ended(int status) {
        if (!closing) {
            fault.complete(new BrokerException(
                    "the embedded broker ended itself with status " + status + ": data folder " + folder.path()
                            + " is damaged, or its disk fails: look at the disk, or give another data folder"));
        }
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (bootstrapServers.isEmpty() || fault.isDone()) {
            stopWithin();
        } else {
            node.stop();
        }
        NodeExits.remove(ended);
        folder.close();
    }

    /** A node whose disk fails may wait for ever. */
    private void stopWithin() {
        Thread stopper = new Thread(node::stop, "embedded-broker-stop");
        stopper.setDaemon(true);
        stopper.start();
        try {
            stopper.join(TimeUnit.SECONDS.toMillis(STOP_AFTER_FAULT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopper.isAlive()) {
            LOG.warn("the embedded broker did not stop within {} s", STOP_AFTER_FAULT_SECONDS);
        }
    }
}
