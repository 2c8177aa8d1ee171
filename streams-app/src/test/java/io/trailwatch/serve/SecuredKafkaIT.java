package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.trailwatch.broker.SecuredBroker;
import io.trailwatch.cli.TrailwatchRun;
import io.trailwatch.config.Settings;
import io.trailwatch.http.Pem;
import io.trailwatch.replay.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A monitor on a cluster that takes only known clients over TLS, as the shipped example says it, itself served over TLS. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredKafkaIT {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final Path EXAMPLE =
            Path.of(System.getProperty("trailwatch.project", ".."), "config/kafka-sasl-tls.properties");
    private static final String PASSWORD = "a-password-0123456789";
    private static final String TOKEN = "a-token-0123456789abcdef";

    @TempDir
    private static Path folder;

    private static Pem server;
    private static Pem client;
    private static SecuredBroker broker;

    @BeforeAll
    static void start() throws Exception {
        server = Pem.make(folder, "broker", "EC");
        client = Pem.make(folder, "client", "EC");
        broker = SecuredBroker.start(folder, server, client, "trailwatch", PASSWORD);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    /** The example with this broker's certificate and a password. */
    private static Path sasl(String password) throws IOException {
        String example = Files.readString(EXAMPLE);
        assertThat(example).contains("/etc/trailwatch/kafka/ca.pem", "CHANGE-ME");
        return Files.writeString(
                folder.resolve("kafka-by-password.properties"),
                example.replace(
                                "/etc/trailwatch/kafka/ca.pem",
                                server.certificate().toString())
                        .replace("CHANGE-ME", password));
    }

    /** The example changed as it says itself: SSL, no sasl lines, the client's key and certificate. */
    private static Path mutual() throws IOException {
        Path key = SecuredBroker.both(folder.resolve("client.pem"), client);
        String text = Files.readAllLines(EXAMPLE).stream()
                .filter(line -> !line.startsWith("sasl."))
                .map(line -> line.startsWith("#ssl.") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"))
                .replace("=SASL_SSL", "=SSL")
                .replace("/etc/trailwatch/kafka/ca.pem", server.certificate().toString())
                .replace("/etc/trailwatch/kafka/client.pem", key.toString());
        assertThat(text).contains("ssl.keystore.location=" + key);
        return Files.writeString(folder.resolve("kafka-mutual.properties"), text);
    }

    private static ServeOptions options(String id, String servers, Path kafka, String... more) {
        ServeIT.Serve serve = new ServeIT.Serve();
        List<String> arguments = new ArrayList<>(List.of(
                "--bootstrap-servers",
                servers,
                "--kafka-config",
                kafka.toString(),
                "--application-id",
                id,
                "--partitions",
                "2",
                "--data",
                folder.resolve(id).toString(),
                "--listen",
                "127.0.0.1:0",
                "--abused-list",
                Golden.LIST.toString()));
        arguments.addAll(List.of(more));
        new CommandLine(serve)
                .setDefaultValueProvider(new Settings(Map.of(), null))
                .parseArgs(arguments.toArray(String[]::new));
        return serve.options;
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "c",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static HttpResponse<String> get(HttpClient asking, Monitor monitor, String path) throws Exception {
        return ask(asking, monitor.url(), path, TOKEN);
    }

    private static void awaitGolden(HttpClient asking, Monitor monitor) {
        String expected = new String(Golden.expected("sts", "csv"), StandardCharsets.UTF_8);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(get(asking, monitor, "/api/v1/summary?format=csv&include_sts_keys=true")
                                .body())
                        .isEqualTo(expected));
    }

    private static String subject(HttpResponse<?> answer) throws Exception {
        X509Certificate shown =
                (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }

    @Test
    @Order(1)
    void byPasswordOverTlsAndServedOverTlsByAddressWithACertificateThatIsRenewed() throws Exception {
        Pem served = Pem.make(folder, "served", "EC");
        Pem renewed = Pem.make(folder, "renewed", "EC");
        Path certificate = Files.copy(served.certificate(), folder.resolve("tls.crt"));
        Path key = Files.copy(served.key(), folder.resolve("tls.key"));
        Path tokens = Files.writeString(folder.resolve("tokens"), TOKEN + "\n");
        ServeOptions options = options(
                "by-password",
                broker.sasl(),
                sasl(PASSWORD),
                "-d",
                Golden.TRAIL.toString(),
                "--tls-cert",
                certificate.toString(),
                "--tls-key",
                key.toString(),
                "--tokens-file",
                tokens.toString());
        try (Monitor monitor = Monitor.start(options, Map.of())) {
            assertThat(monitor.url()).startsWith("https://127.0.0.1:");
            HttpClient first = HttpClient.newBuilder()
                    .sslContext(trusting(served.certificate()))
                    .build();
            awaitGolden(first, monitor);
            HttpResponse<String> events = get(first, monitor, "/api/v1/events?limit=3");
            assertThat(subject(events)).isEqualTo("CN=served");
            assertThat(events.body().lines()).hasSize(4);

            Files.copy(renewed.key(), key, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(renewed.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            SSLContext trust = trusting(renewed.certificate());
            await().atMost(LONG).ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> {
                HttpClient second = HttpClient.newBuilder().sslContext(trust).build();
                assertThat(subject(get(second, monitor, "/api/v1/status"))).isEqualTo("CN=renewed");
            });
        }
    }

    @Test
    @Order(2)
    void byCertificatesOfBothSides() throws Exception {
        try (Monitor monitor = Monitor.start(options("by-certificate", broker.mutual(), mutual()), Map.of())) {
            awaitGolden(HttpClient.newHttpClient(), monitor);
        }
    }

    @Test
    @Order(3)
    void whoIsNotKnownIsToldInOneLineWithoutThePassword() {
        String wrong = "not-the-password-0123456789";
        assertThatThrownBy(() -> Monitor.start(options("nobody", broker.sasl(), sasl(wrong)), Map.of()))
                .satisfies(problem -> assertThat(String.valueOf(problem.getMessage()))
                        .startsWith("the Kafka cluster at " + broker.sasl() + " can't be used (")
                        .endsWith("): check --bootstrap-servers, the network and --kafka-config")
                        .doesNotContain(wrong)
                        .doesNotContain("\n"));
    }

    /** Where a secret would be seen: the log, even the one for finding faults, answers, the options of the process. */
    @Test
    @Order(4)
    void noSecretIsSeenAnywhere() throws Exception {
        String peerToken = "the-peers-token-0123456789";
        Pem pem = Pem.make(folder, "process", "EC");
        Path tokens = Files.writeString(folder.resolve("some-tokens"), "another-token-0123456789\n" + TOKEN + "\n");
        Path peers = Files.writeString(folder.resolve("peers"), peerToken + "\n");
        Path config = Files.writeString(
                folder.resolve("secret.yaml"),
                "application-id: secrets\nbootstrap-servers: " + broker.sasl() + "\ntokens-file: " + tokens
                        + "\ntls-key: " + pem.key() + "\n");
        Map<String, String> environment = Map.of(
                "TRAILWATCH_CONFIG", config.toString(),
                "TRAILWATCH_KAFKA_CONFIG", sasl(PASSWORD).toString(),
                "TRAILWATCH_PEER_TOKEN_FILE", peers.toString());
        List<String> secrets = List.of(
                TOKEN,
                "another-token-0123456789",
                peerToken,
                PASSWORD,
                Files.readAllLines(pem.key()).get(1));
        List<String> options = List.of(
                "--tls-cert",
                pem.certificate().toString(),
                "--data",
                folder.resolve("secrets").toString(),
                "--listen",
                "127.0.0.1:0");
        Path log = folder.resolve("secrets.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.trailwatch.cli.TrailwatchMain",
                "serve",
                "--debug"));
        command.addAll(options);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(log.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> seen = new ArrayList<>();
        try {
            HttpClient asking = HttpClient.newBuilder()
                    .sslContext(trusting(pem.certificate()))
                    .build();
            await().atMost(LONG)
                    .until(() ->
                            !process.isAlive() || Files.readString(log).contains("answering on https://127.0.0.1:"));
            assertThat(process.isAlive()).as(() -> read(log)).isTrue();
            String url = Files.readString(log).replaceFirst("(?s).*answering on (\\S+).*", "$1");
            await().atMost(LONG)
                    .until(() -> ask(asking, url, "/health/ready", TOKEN).statusCode() == 200);
            for (String path : List.of("/api/v1/status", "/metrics", "/api/v1/users", "/openapi.yaml", "/none")) {
                seen.add(ask(asking, url, path, TOKEN).body());
                seen.add(ask(asking, url, path, "a-wrong-token").body());
                seen.add(ask(asking, url, path + "?token=" + TOKEN, TOKEN).body());
            }
            Path arguments = Path.of("/proc/" + process.pid() + "/cmdline");
            seen.add(Files.exists(arguments) ? Files.readString(arguments) : "");
        } finally {
            process.destroy();
            if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        String said = Files.readString(log);
        assertThat(said).as("it says much").contains("AdminClientConfig values", "sasl.jaas.config = [hidden]");
        seen.add(said);
        TrailwatchRun printed = TrailwatchRun.with(environment, "config");
        assertThat(printed.out()).contains("tokens-file: " + tokens + "  # file", "  # environment");
        seen.add(printed.out() + printed.err());

        for (String secret : secrets) {
            assertThat(seen).noneMatch(text -> text.contains(secret));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static HttpResponse<String> ask(HttpClient asking, String url, String path, String token) throws Exception {
        return asking.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Authorization", "Bearer " + token)
                        .timeout(LONG)
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @Order(5)
    @ValueSource(
            strings = {
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=u password=a-password-0123456789",
                "org.apache.kafka.common.security.scram.ScramLoginModule password=\"a-password-0123456789\";",
                "a-password-0123456789",
                "a-password-0123456789 required;",
            })
    void aBrokenLoginIsToldWithoutThePassword(String jaas) throws Exception {
        Path file = Files.writeString(
                folder.resolve("broken.properties"),
                "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\nssl.truststore.type=PEM\nssl.truststore.location="
                        + server.certificate() + "\nsasl.jaas.config=" + jaas + "\n");
        assertThatThrownBy(() -> Monitor.start(options("broken", broker.sasl(), file), Map.of()))
                .satisfies(problem -> assertThat(String.valueOf(problem.getMessage()))
                        .startsWith("the Kafka cluster at " + broker.sasl() + " can't be used (")
                        .doesNotContain(PASSWORD));
    }
}
