package io.trailwatch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.query.Events;
import io.trailwatch.query.MemoryStores;
import io.trailwatch.query.QueryLimits;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DownloadsTest {
    private static Api with(Events events, ApiLimits limits) throws IOException {
        return new Api(
                ApiSettings.local(0).withLimits(limits),
                MemoryStores.golden(2),
                events,
                Api.quiet(),
                QueryLimits.DEFAULT);
    }

    private static byte[] line(int length) {
        byte[] random = new byte[length / 2];
        new Random(1).nextBytes(random);
        return HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookWhole() throws Exception {
        Events broken = (query, sink) -> {
            for (int i = 0; i < 10; i++) {
                sink.record(line(40_000), 0, 40_000);
            }
            throw new IllegalStateException("the partition moved away");
        };
        try (Api api = with(broken, ApiLimits.DEFAULT)) {
            for (String encoding : new String[] {"identity", "gzip"}) {
                assertThatThrownBy(() -> HttpClient.newHttpClient()
                                .send(
                                        HttpRequest.newBuilder(api.uri("/api/v1/events"))
                                                .header("Accept-Encoding", encoding)
                                                .build(),
                                        HttpResponse.BodyHandlers.ofByteArray()))
                        .isInstanceOf(IOException.class);
            }
            assertThat(api.get("/api/v1/users").status()).isEqualTo(200);
        }
    }

    @Test
    void whatFailsBeforeTheFirstByteIsAProblemDocument() throws Exception {
        Events broken = (query, sink) -> {
            sink.record(line(10), 0, 10);
            throw new IllegalStateException("password=secret");
        };
        try (Api api = with(broken, ApiLimits.DEFAULT)) {
            Api.Reply reply = api.get("/api/v1/events", "Accept-Encoding", "gzip");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(reply.body()).doesNotContain("secret");
        }
    }

    @Test
    void moreDownloadsThanAllowedAreSentAway() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Events slow = (query, sink) -> {
            started.countDown();
            try {
                assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return new Events.Outcome(0, 0, null);
        };
        ApiLimits one = new ApiLimits(100, 10, 1, Duration.ofMinutes(1), Duration.ofSeconds(60), Duration.ofSeconds(1));
        try (Api api = with(slow, one)) {
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return api.get("/api/v1/events").status();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
            Api.Reply second = api.get("/api/v1/summary");
            assertThat(second.status()).isEqualTo(503);
            assertThat(second.header("Retry-After")).isNotEmpty();
            go.countDown();
            assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(200);
            assertThat(api.get("/api/v1/summary").status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatReadsNothingIsLetGoAndGivesItsPlaceBack() throws Exception {
        Events endless = (query, sink) -> {
            while (true) {
                sink.record(line(40_000), 0, 40_000);
            }
        };
        ApiLimits one = new ApiLimits(100, 10, 1, Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(1));
        try (Api api = with(endless, one);
                Socket silent = RawHttp.connect(api.server.port())) {
            silent.getOutputStream()
                    .write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(silent.getInputStream().read()).isEqualTo('H');
            Awaitility.await()
                    .atMost(Api.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> api.get("/api/v1/summary").status() == 200);
        }
    }

    @Test
    void aDownloadThatTakesTooLongIsCutOff() throws Exception {
        Events endless = (query, sink) -> {
            while (true) {
                sink.record(line(40_000), 0, 40_000);
            }
        };
        ApiLimits brief =
                new ApiLimits(100, 10, 1, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(1));
        try (Api api = with(endless, brief)) {
            assertThatThrownBy(() -> HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(api.uri("/api/v1/events"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(IOException.class);
        }
    }
}
