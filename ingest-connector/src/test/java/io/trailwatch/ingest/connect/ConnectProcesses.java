package io.trailwatch.ingest.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.awaitility.Awaitility;

/** A broker and a distributed Connect worker with exactly-once source support, each a process that can be killed and started again. */
final class ConnectProcesses implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final int brokerPort = freePort();
    private final int controllerPort = freePort();
    private final int restPort = freePort();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private Process broker;
    private Process worker;
    private int starts;

    ConnectProcesses(Path folder) throws Exception {
        this.folder = folder;
        Path data = Files.createDirectories(folder.resolve("data"));
        new Formatter()
                .setPrintStream(new java.io.PrintStream(OutputStream.nullOutputStream()))
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setControllerListenerName("CONTROLLER")
                .addDirectory(data.toString())
                .setMetadataLogDirectory(data.toString())
                .run();
        store("broker.properties", brokerSettings(data));
        store("worker.properties", workerSettings());
        startBroker();
        startWorker();
    }

    /** Below the ports that clients are given, so that nobody takes it while a process is down. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: try another one.
            }
        }
    }

    private Map<String, String> brokerSettings(Path data) {
        Map<String, String> c = new HashMap<>();
        c.put("process.roles", "broker,controller");
        c.put("node.id", "1");
        c.put("log.dirs", data.toString());
        c.put("listeners", "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        c.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        c.put("controller.listener.names", "CONTROLLER");
        c.put("inter.broker.listener.name", "PLAINTEXT");
        c.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        c.put("offsets.topic.replication.factor", "1");
        c.put("offsets.topic.num.partitions", "1");
        c.put("transaction.state.log.replication.factor", "1");
        c.put("transaction.state.log.min.isr", "1");
        c.put("transaction.state.log.num.partitions", "1");
        c.put("group.initial.rebalance.delay.ms", "0");
        c.put("group.min.session.timeout.ms", "1000");
        c.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
        // A broker that was killed is let in again when its session has ended.
        c.put("broker.session.timeout.ms", "3000");
        c.put("broker.heartbeat.interval.ms", "500");
        c.put("log.cleaner.dedupe.buffer.size", "4194304");
        return c;
    }

    private Map<String, String> workerSettings() {
        Map<String, String> c = new HashMap<>();
        c.put("bootstrap.servers", bootstrapServers());
        c.put("group.id", "trailwatch");
        c.put("exactly.once.source.support", "enabled");
        for (String topic : List.of("config", "offset", "status")) {
            c.put(topic + ".storage.topic", "connect-" + topic);
            c.put(topic + ".storage.replication.factor", "1");
        }
        c.put("offset.storage.partitions", "1");
        c.put("status.storage.partitions", "1");
        c.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        c.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        c.put("listeners", "http://127.0.0.1:" + restPort);
        c.put("plugin.discovery", "service_load");
        // A worker that was killed is given up soon, and what it has left open too: until then no other one starts.
        c.put("producer.transaction.timeout.ms", "10000");
        c.put("session.timeout.ms", "4000");
        c.put("heartbeat.interval.ms", "1000");
        c.put("scheduled.rebalance.max.delay.ms", "0");
        return c;
    }

    private void store(String name, Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (OutputStream stream = Files.newOutputStream(folder.resolve(name))) {
            properties.store(stream, null);
        }
    }

    private Process start(String program, String settings, String heap) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program,
                        folder.resolve(settings).toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve(settings + "." + ++starts + ".log").toFile())
                .start();
    }

    String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    void startBroker() throws IOException {
        broker = start("kafka.Kafka", "broker.properties", "-Xmx256m");
    }

    void startWorker() throws IOException {
        worker = start("org.apache.kafka.connect.cli.ConnectDistributed", "worker.properties", "-Xmx256m");
    }

    void killBroker() throws InterruptedException {
        kill(broker);
    }

    void killWorker() throws InterruptedException {
        kill(worker);
    }

    /** SIGKILL. */
    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Gives the worker a connector, as soon as it takes one. */
    void configure(String name, Map<String, String> config) throws IOException {
        String body = JSON.writeValueAsString(config);
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> request("PUT", "/connectors/" + name + "/config", body).status / 100 == 2);
    }

    /** A task that gave up because the broker was away is started again, as whoever runs it would do. */
    void restartFailed(String name) {
        Answer status = request("GET", "/connectors/" + name + "/status", null);
        if (status.status == 200 && status.body.contains("\"FAILED\"")) {
            request("POST", "/connectors/" + name + "/restart?includeTasks=true&onlyFailed=true", "");
        }
    }

    /** An answer of the worker; status 0 where there is none. */
    record Answer(int status, String body) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }

    Answer request(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new Answer(0, e.toString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Something that is asked over JMX. */
    interface Question<T> {
        T ask(MBeanServerConnection server) throws Exception;
    }

    /** Asks the worker's process over JMX. */
    <T> T jmx(Question<T> question) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(worker.pid()));
        try (JMXConnector connector =
                JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            return question.ask(connector.getMBeanServerConnection());
        } finally {
            machine.detach();
        }
    }

    /** The ends of all logs. */
    String logs() {
        StringBuilder text = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
                String log = Files.readString(file);
                text.append("---- ").append(file.getFileName()).append('\n');
                text.append(log, Math.max(0, log.length() - 3000), log.length());
            }
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }

    @Override
    public void close() throws Exception {
        List<Process> all = new ArrayList<>();
        for (Process process : new Process[] {worker, broker}) {
            if (process != null) {
                all.add(process);
            }
        }
        for (Process process : all) {
            kill(process);
        }
    }
}
