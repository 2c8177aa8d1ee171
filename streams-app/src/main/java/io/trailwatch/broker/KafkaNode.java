package io.trailwatch.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Kafka's controller and broker as {@code KafkaRaftServer} puts them together, but the controller's port is any free one (the
 * quorum learns it when it is bound, so that no other program can take it between) and a fault is told, not halted on.
 */
final class KafkaNode {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);

    private final Map<String, String> settings;
    private final IntConsumer ended;
    private @Nullable ControllerServer controller;
    private @Nullable BrokerServer broker;
    private volatile boolean stopped;

    KafkaNode(Map<String, String> settings, IntConsumer ended) {
        this.settings = settings;
        this.ended = ended;
    }

    /** Formats a fresh folder, starts, waits until the broker takes requests, and gives its port. */
    int start() throws Exception {
        KafkaConfig config = new KafkaConfig(settings, false);
        Path log = Path.of(config.metadataLogDir());
        boolean fresh = !Files.exists(log.resolve("meta.properties"));
        if (fresh) {
            format(log);
        }
        NodeClock clock = new NodeClock();
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> disk =
                KafkaRaftServer.initializeLogDirs(config, LOG, "[embedded broker] ");
        Metrics metrics = Server$.MODULE$.initializeMetrics(
                config, clock, disk._1().clusterId().orElseThrow());
        CompletableFuture<Map<Integer, InetSocketAddress>> voters = new CompletableFuture<>();
        SharedServer shared = new SharedServer(
                config, disk._1(), clock, metrics, voters, List.of(), this::faultHandler, ServerSocketFactory.INSTANCE);
        BrokerServer newBroker = new BrokerServer(shared);
        ControllerServer newController = new ControllerServer(shared, KafkaRaftServer.configSchema(), disk._2());
        newController
                .socketServerFirstBoundPortFuture()
                .thenAccept(port ->
                        voters.complete(Map.of(NodeConfig.NODE_ID, new InetSocketAddress(NodeConfig.HOST, port))));
        synchronized (this) {
            if (stopped) {
                throw new IllegalStateException("stopped while starting");
            }
            controller = newController;
            broker = newBroker;
        }
        newController.startup();
        if (!fresh) {
            awaitActive(newController);
            clock.putForward(NodeConfig.SESSION.plusMillis(1));
        }
        newBroker.startup();
        return newBroker.boundPort(new ListenerName(NodeConfig.BROKER_LISTENER));
    }

    /**
     * Waits until the controller leads and has given the brokers that it knows their sessions. It calls itself active in the
     * middle of that; what it is asked then is answered when it is done.
     */
    private void awaitActive(ControllerServer server) throws Exception {
        while (!server.controller().isActive() && !stopped) {
            Thread.sleep(5);
        }
        server.controller()
                .finalizedFeatures(new ControllerRequestContext(
                        new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty()))
                .get();
    }

    void stop() {
        BrokerServer runningBroker;
        ControllerServer runningController;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            runningBroker = broker;
            runningController = controller;
        }
        if (runningBroker != null) {
            quietly(runningBroker::shutdown);
        }
        if (runningController != null) {
            quietly(runningController::shutdown);
        }
    }

    private static void quietly(Runnable stop) {
        try {
            stop.run();
        } catch (RuntimeException e) {
            LOG.debug("while stopping", e);
        }
    }

    private static void format(Path log) throws Exception {
        createDirectories(log);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setNodeId(NodeConfig.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName(NodeConfig.CONTROLLER_LISTENER)
                .addDirectory(log.toString())
                .setMetadataLogDirectory(log.toString())
                .run();
    }

    private static void createDirectories(Path log) throws IOException {
        Files.createDirectories(log);
    }

    private FaultHandler faultHandler(String name, boolean fatal, Runnable action) {
        FaultHandler logging = new LoggingFaultHandler(name, action);
        return fatal
                ? (message, cause) -> {
                    RuntimeException e = logging.handleFault(message, cause);
                    ended.accept(1);
                    return e;
                }
                : logging;
    }
}
