package io.trailwatch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.query.MemoryStores;
import io.trailwatch.query.QueryLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest {
    private static final String TOKEN = "first-token-0123456789";
    private static final String OTHER = "other-token-0123456789";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no-such-host.invalid"})
    void otherAddressesNeedTokens(String host) {
        ApiSettings settings = new ApiSettings(host, 0, Tokens.NONE, Tokens.NONE, null, ApiLimits.DEFAULT);
        assertThatThrownBy(() -> Api.golden(settings))
                .isInstanceOf(ApiException.class)
                .hasMessage("--listen: " + host
                        + " is reached from other machines: give --tokens-file, or listen on 127.0.0.1");
    }

    @Test
    void aTakenPortIsSaidInOneLine() throws Exception {
        try (Api api = Api.golden()) {
            assertThatThrownBy(() -> Api.golden(ApiSettings.local(api.server.port())))
                    .isInstanceOf(ApiException.class)
                    .hasMessage("--listen: 127.0.0.1:" + api.server.port()
                            + " can't be listened on: end the program that listens there, or give another address");
        }
    }

    @Test
    void anyTokenOfTheFileOpensAndNothingElseDoes() throws Exception {
        Path file = Files.writeString(folder.resolve("tokens"), "# readers\n" + TOKEN + "\n\n  " + OTHER + "  \n");
        try (Api api = Api.golden(ApiSettings.local(0).withTokens(Tokens.read("--tokens-file", file)))) {
            for (String path :
                    List.of("/api/v1/users", "/api/v1/summary", "/api/v1/events", "/api/v1/status", "/metrics")) {
                assertThat(api.get(path).status()).as(path).isEqualTo(401);
                assertThat(api.get(path).header("WWW-Authenticate")).startsWith("Bearer");
                for (String wrong : List.of(
                        "Bearer x", "Bearer " + TOKEN + "x", "Basic " + TOKEN, "Bearer", TOKEN, "Bearer # readers")) {
                    assertThat(api.get(path, "Authorization", wrong).status())
                            .as(wrong)
                            .isEqualTo(401);
                }
                assertThat(api.get(path, "Authorization", "Bearer " + TOKEN).status())
                        .isEqualTo(200);
                assertThat(api.get(path, "Authorization", "bearer " + OTHER).status())
                        .isEqualTo(200);
                assertThat(api.get(path + "?token=" + TOKEN).status()).isEqualTo(401);
            }
            assertThat(api.get("/nothing").status()).isEqualTo(401);
            for (String open : List.of("/", "/dashboard.js", "/openapi.yaml", "/health/live", "/health/ready")) {
                assertThat(api.get(open).status()).as(open).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "short | --tokens-file: FILE holds a token that is shorter than 16 characters or not printable ASCII: make one with 'openssl rand -hex 32'",
                "'# none' | --tokens-file: FILE holds no token: write one a line",
                "'a token with blanks in it' | --tokens-file: FILE holds a token that is shorter than 16 characters or not printable ASCII: make one with 'openssl rand -hex 32'",
            })
    void weakTokensAreRefusedWithoutBeingShown(String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), content);
        assertThatThrownBy(() -> Tokens.read("--tokens-file", file))
                .isInstanceOf(ApiException.class)
                .hasMessage(message.replace("FILE", file.toString()));
        assertThat(Tokens.of(List.of(TOKEN))).hasToString("1 token(s)");
        assertThat(ApiSettings.local(0).withTokens(Tokens.of(List.of(TOKEN))).toString())
                .doesNotContain(TOKEN);
    }

    @Test
    void withoutTokensOnlyThisMachinesNamesAreAnswered() throws Exception {
        try (Api api = Api.golden()) {
            int port = api.server.port();
            for (String host : List.of("127.0.0.1:" + port, "localhost", "LOCALHOST:1", "[::1]:" + port, "127.1.2.3")) {
                assertThat(RawHttp.status(RawHttp.get(port, "/api/v1/status", host)))
                        .as(host)
                        .isEqualTo(200);
            }
            for (String host :
                    List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "192.0.2.1")) {
                assertThat(RawHttp.status(RawHttp.get(port, "/api/v1/status", host)))
                        .as(host)
                        .isEqualTo(403);
            }
            assertThat(api.get("/api/v1/users", "Origin", "https://evil.example")
                            .status())
                    .isEqualTo(403);
            assertThat(api.get("/api/v1/users", "Origin", "http://localhost:" + port)
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/users/%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users/%c0%af HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users/%E2%80%AE%0d%0aSet-Cookie:x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users/../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users/a;b=c HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users//timeline HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users?search=%ED%A0%80 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users?%00=%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users?=&&= HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET http://evil.example/api/v1/users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /api/v1/users HTTP/1.0\r\n\r\n",
                "GET /internal/v1/users HTTP/1.1\r\nHost: localhost\r\nTrailwatch-Peer: 1\r\nConnection: close\r\n\r\n",
                "POST /internal/v1/users HTTP/1.1\r\nHost: localhost\r\nTrailwatch-Peer: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                "\u0000\u0001\u0002\r\n\r\n",
            })
    void hostileRequestsAreRefused(String request) throws Exception {
        try (Api api = Api.golden()) {
            String response = RawHttp.exchange(api.server.port(), request);
            assertThat(RawHttp.status(response)).isBetween(400, 499);
            assertThat(response)
                    .doesNotContain("Set-Cookie")
                    .doesNotContain("root:")
                    .doesNotContain("Exception");
            assertThat(api.get("/api/v1/users").status()).isEqualTo(200);
        }
    }

    @Test
    void requestsThatAreTooLargeAreRefused() throws Exception {
        try (Api api = Api.golden()) {
            int port = api.server.port();
            assertThat(RawHttp.status(RawHttp.get(port, "/api/v1/users?search=" + "a".repeat(20_000), "localhost")))
                    .isIn(414, 431);
            assertThat(RawHttp.status(RawHttp.get(port, "/api/v1/users/" + "a".repeat(2049), "localhost")))
                    .isEqualTo(400);
            String header = "X: " + "y".repeat(20_000) + "\r\n";
            assertThat(RawHttp.status(RawHttp.exchange(
                            port, "GET / HTTP/1.1\r\nHost: localhost\r\n" + header + "Connection: close\r\n\r\n")))
                    .isEqualTo(431);
        }
    }

    @Test
    void clientsThatSayNothingAreLetGo() throws Exception {
        ApiLimits limits =
                new ApiLimits(100, 10, 4, Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofSeconds(1));
        try (Api api = Api.golden(ApiSettings.local(0).withLimits(limits))) {
            List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Socket socket = RawHttp.connect(api.server.port());
                socket.getOutputStream().write("GET /api/v1/users HTTP/1.1\r\nHos".getBytes(StandardCharsets.US_ASCII));
                silent.add(socket);
            }
            assertThat(api.get("/api/v1/users").status()).isEqualTo(200);
            for (Socket socket : silent) {
                try (socket) {
                    // The end of the stream: the server has closed, perhaps after saying why.
                    socket.getInputStream().readAllBytes();
                }
            }
        }
    }

    @Test
    void aRequestThatComesByteByByteIsLetGoAndAnAnswerThatTakesLongIsNot() throws Exception {
        ApiLimits limits = new ApiLimits(
                100,
                10,
                4,
                Duration.ofMinutes(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3));
        try (Api api = Api.golden(ApiSettings.local(0).withLimits(limits));
                Socket stream = RawHttp.connect(api.server.port());
                Socket dripping = RawHttp.connect(api.server.port())) {
            stream.getOutputStream()
                    .write("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader events =
                    new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
            for (String line = events.readLine(); !"event: hello".equals(line); line = events.readLine()) {
                assertThat(line).isNotNull();
            }
            OutputStream out = dripping.getOutputStream();
            out.write("GET /api/v1/users HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            Awaitility.await()
                    .atMost(Api.PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        try {
                            out.write('x');
                            return dripping.getInputStream().available() > 0;
                        } catch (IOException e) {
                            return true;
                        }
                    });
            stream.setSoTimeout(300);
            assertThatThrownBy(() -> {
                        while (events.readLine() != null) {
                            // What else is said.
                        }
                    })
                    .as("the stream is open, and quiet")
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(api.get("/api/v1/users").status()).isEqualTo(200);
        }
    }

    @Test
    void questionsThatCostTooMuchSayWhatToAskInstead() throws Exception {
        try (Api api = new Api(
                ApiSettings.local(0),
                MemoryStores.golden(2),
                Api.nothing(),
                Api.quiet(),
                new QueryLimits(1, 1, Duration.ofSeconds(5)))) {
            assertThat(api.get("/api/v1/users?sort=abused").body()).contains("narrow them with search, from or to");
            assertThat(api.get("/api/v1/summary").body()).contains("narrow it with from and to, or ask user by user");
            assertThat(api.get("/api/v1/users").status()).isEqualTo(200);
        }
    }
}
