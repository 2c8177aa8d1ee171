package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trailwatch.broker.BrokerProcess;
import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.config.Settings;
import io.trailwatch.http.ApiServer;
import io.trailwatch.http.ApiSettings;
import io.trailwatch.http.Pem;
import io.trailwatch.logging.LogFormat;
import io.trailwatch.logging.LogLevel;
import io.trailwatch.logging.Logging;
import io.trailwatch.replay.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Instances that ask each other over HTTPS; one with a certificate that the others don't trust is not asked. */
class ServeTlsIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final List<AutoCloseable> running = new ArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream err = System.err;
    private EmbeddedBroker broker;
    private Path token;

    @BeforeEach
    void start() throws IOException {
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
        running.add(broker);
        token = Files.writeString(folder.resolve("token"), "the-token-that-the-instances-share\n");
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        Logging.setUp(LogFormat.TEXT, LogLevel.NORMAL);
    }

    @AfterEach
    void stop() throws Exception {
        System.setErr(err);
        Logging.setUp(LogFormat.TEXT, LogLevel.QUIET);
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).close();
        }
    }

    private Monitor monitor(String name, Pem pem, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--bootstrap-servers", broker.bootstrapServers(),
                "--partitions", "4",
                "--replication", "1",
                "--threads", "1",
                "--data", folder.resolve(name).toString(),
                "--listen", "127.0.0.1:" + BrokerProcess.freePort(),
                "--peer-token-file", token.toString(),
                "--tls-cert", pem.certificate().toString(),
                "--tls-key", pem.key().toString(),
                "--abused-list", Golden.LIST.toString()));
        options.addAll(List.of(more));
        ServeIT.Serve serve = new ServeIT.Serve();
        new CommandLine(serve)
                .setDefaultValueProvider(new Settings(Map.of(), null))
                .parseArgs(options.toArray(String[]::new));
        Monitor monitor = Monitor.start(serve.options, Map.of());
        running.add(monitor);
        return monitor;
    }

    private static HttpResponse<String> get(Monitor monitor, Pem pem, String path) throws Exception {
        ApiSettings trust = ApiSettings.local(0).withTls(ApiSettings.Tls.of(pem.certificate(), pem.key()));
        return HttpClient.newBuilder()
                .sslContext(ApiServer.peerTrust(trust))
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(monitor.url() + path))
                                .timeout(LONG)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode users(Monitor monitor, Pem pem) throws Exception {
        HttpResponse<String> answer = get(monitor, pem, "/api/v1/users");
        return answer.statusCode() == 200 ? Checked.json(answer.body()) : Checked.json("{}");
    }

    private static boolean whole(Monitor monitor, Pem pem) throws Exception {
        return new String(Golden.expected("default", "jsonl"), StandardCharsets.UTF_8)
                .equals(get(monitor, pem, "/api/v1/summary?format=jsonl").body());
    }

    @Test
    void twoAskEachOtherAndAStrangerIsNotAsked() throws Exception {
        Pem pem = Pem.make(folder, "shared", "EC");
        Pem other = Pem.make(folder, "other", "EC");
        Monitor first = monitor("first", pem, "-d", Golden.TRAIL.toString());
        Monitor second = monitor("second", pem);
        await().atMost(LONG).until(() -> shares(first, pem) == 2 && whole(first, pem) && whole(second, pem));

        Monitor stranger = monitor("stranger", other);
        await().atMost(LONG).until(() -> shares(first, pem) == 3 && stranger.ready());
        // What the stranger has is named as missing, and what the others have is missing at the stranger.
        await().atMost(LONG)
                .until(() -> users(first, pem).path("missing_partitions").size() > 0
                        && users(second, pem).path("missing_partitions").size() > 0
                        && users(stranger, other).path("missing_partitions").size() > 0);
        await().atMost(LONG)
                .until(() -> get(first, pem, "/api/v1/summary?format=jsonl").statusCode() == 503);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                log.toString(StandardCharsets.UTF_8).lines())
                        .anySatisfy(line -> assertThat(line)
                                .contains(
                                        " WARN ",
                                        "another instance can't be asked",
                                        stranger.address().toString())
                                .contains("its certificate is not trusted")));

        stranger.close();
        await().atMost(LONG).until(() -> whole(first, pem) && whole(second, pem));
    }

    /** How many instances have partitions, as one knows it. */
    private static int shares(Monitor monitor, Pem pem) throws Exception {
        int shares = 0;
        for (JsonNode instance :
                Checked.json(get(monitor, pem, "/api/v1/status").body()).path("instances")) {
            shares += instance.path("active").isEmpty() ? 0 : 1;
        }
        return shares;
    }
}
