package io.trailwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trailwatch.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ClientCommandsTest {
    private static final String ARN = "arn:aws:iam::123456789012:user/alice bob";

    @TempDir
    Path folder;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;
    private volatile String authorization;
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            authorization = exchange.getRequestHeaders().getFirst("Authorization");
            byte[] body = answers.getOrDefault(exchange.getRequestURI().toString(), "{}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--url")) {
            all.addAll(
                    0,
                    List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort()));
        }
        new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setExecutionExceptionHandler((failure, line, result) -> {
                    assertThat(failure).isInstanceOfAny(CommandFailedException.class, ConfigException.class);
                    out.write(failure.getMessage());
                    return 1;
                })
                .execute(all.toArray(String[]::new));
        return out.toString();
    }

    @Test
    void showsOneUsersSummary() {
        String asks = "/api/v1/users/" + ApiClient.encode(ARN) + "?top=10";
        answers.put(asks, """
                {"user_arn":"%s","num_of_events":1234,"first_timestamp":"2024-01-01 00:00:00","last_timestamp":"2024-01-02 00:00:00",
                 "abused_apis_success":[{"api":"ListUsers (iam.amazonaws.com)","description":"IAM recon","count":34,"first_seen":"a","last_seen":"b"}],
                 "abused_apis_failed":[],"user_types":"IAMUser",
                 "user_agents":[{"value":"evil\\u001b[2J","count":2,"first_seen":"c","last_seen":"d"}]}""".formatted(ARN));
        assertThat(run(new QueryCommand(), ARN)).isEqualTo("""
                %s
                  1,234 events, 2024-01-01 00:00:00 ~ 2024-01-02 00:00:00, IAMUser
                  Abused APIs, success
                           34  ListUsers (iam.amazonaws.com) - IAM recon (a ~ b)
                  User agents
                            2  evil\\u001B[2J (c ~ d)
                """.formatted(ARN));
        assertThat(asked).containsExactly(asks);
    }

    @Test
    void listsUsersPageAfterPage() {
        String first = "/api/v1/users?sort=events&limit=500";
        String second = "/api/v1/users?sort=events&limit=500&cursor=c%2F1";
        answers.put(first, """
                {"users":[{"user_arn":"a","num_of_events":1000,"failed":3,"abused":7,"last_timestamp":"2024-01-02 00:00:00"}],"next_cursor":"c/1"}""");
        answers.put(second, """
                {"users":[{"user_arn":"b","num_of_events":1,"failed":0,"last_timestamp":"2024-01-01 00:00:00"}]}""");
        assertThat(run(new UsersCommand(), "-n", "600").lines().skip(1))
                .containsExactly(
                        "       1,000            3            7  2024-01-02 00:00:00  a",
                        "           1            0               2024-01-01 00:00:00  b");
        assertThat(asked).containsExactly(first, second);
    }

    @Test
    void saysThatUsersAreMissing() {
        answers.put("/api/v1/users?sort=events&limit=50", """
                {"users":[],"total":0,"complete":false,"missing_partitions":[3]}""");
        StringWriter err = new StringWriter();
        int status = new CommandLine(new UsersCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute("--url", "http://127.0.0.1:" + server.getAddress().getPort());
        assertThat(status).isEqualTo(3);
        assertThat(err.toString().strip())
                .isEqualTo("trailwatch: users are missing: some partitions don't answer now; ask again soon");
    }

    @Test
    void sendsTheTokenOfAFile() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "# comment\ns3cret\n");
        run(new UsersCommand(), "--token-file", token.toString());
        assertThat(authorization).isEqualTo("Bearer s3cret");
    }

    @Test
    void saysWhyTheServerRefuses() {
        status = 401;
        answers.put("/api/v1/users?sort=events&limit=50", "{\"title\":\"Unauthorized\",\"detail\":\"no token\"}");
        assertThat(run(new UsersCommand())).endsWith(": HTTP 401: no token: give --token-file");
    }

    @Test
    void saysThatNobodyAnswers() {
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThat(run(new UsersCommand()))
                .contains("http://127.0.0.1:" + port + ": no answer (")
                .endsWith("is 'trailwatch serve' running there? --url names another");
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThat(run(new UsersCommand(), "--url", "ftp://x"))
                .endsWith("--url: 'ftp://x' is no address: give for example http://127.0.0.1:8765");
        assertThat(run(new UsersCommand(), "--url", "http://user:pass@x")).contains("is no address");
    }
}
