package io.trailwatch.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The embedded broker in a JVM of its own, on a port that it keeps: to be killed and started again on the same data. */
public final class BrokerProcess implements AutoCloseable {
    private final Path folder;
    private final int port;
    private Process process;

    private BrokerProcess(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    public static BrokerProcess start(Path folder) throws IOException {
        BrokerProcess broker = new BrokerProcess(folder, freePort());
        broker.start();
        return broker;
    }

    /** A port that nobody listens on, outside the range from which systems choose ports for connections. */
    public static int freePort() {
        for (int i = 0; i < 1000; i++) {
            int port = 15_000 + ThreadLocalRandom.current().nextInt(16_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // taken: another
            }
        }
        throw new IllegalStateException("no free port");
    }

    /** Starts it and waits until it takes requests. */
    public void start() throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.toString(),
                        Integer.toString(port)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        if (!"up".equals(said.readLine())) {
            throw new IllegalStateException("the broker did not start");
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** The process: lives until its standard input ends, which it also does when the test's process is gone. */
    public static void main(String[] args) throws IOException {
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerSettings.kept(Path.of(args[0])).withPort(Integer.parseInt(args[1])))) {
            System.out.println("up");
            while (System.in.read() >= 0) {
                // nothing is said
            }
        }
        System.exit(0);
    }
}
