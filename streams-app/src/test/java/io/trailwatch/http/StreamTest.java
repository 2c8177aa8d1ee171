package io.trailwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.query.Changes;
import io.trailwatch.query.MemoryStores;
import io.trailwatch.query.QueryLimits;
import io.trailwatch.render.GoldenTrail;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {
    private static final ApiLimits QUICK =
            new ApiLimits(4096, 1500, 8, Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMillis(50));

    private final BlockingQueue<Changes.Change> topic = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new ArrayList<>();
    private Api api;
    private String alice;
    private String bob;

    @BeforeEach
    void start() throws IOException {
        api = new Api(
                ApiSettings.local(0).withLimits(QUICK),
                MemoryStores.golden(2),
                Api.nothing(),
                () -> new Changes() {
                    @Override
                    public List<Change> poll(Duration wait) {
                        try {
                            Change change = topic.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
                            return change == null ? List.of() : List.of(change);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }

                    @Override
                    public void close() {}
                },
                QueryLimits.DEFAULT);
        List<String> arns = List.copyOf(
                GoldenTrail.rows(GoldenTrail.records(name -> true)).headers().keySet());
        alice = arns.get(0);
        bob = arns.get(1);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        api.close();
    }

    /** A client; what it reads is everything after the response's head. */
    private final class Client {
        private final BufferedReader in;

        Client(String more) throws IOException {
            Socket socket = RawHttp.connect(api.server.port());
            sockets.add(socket);
            socket.getOutputStream()
                    .write(("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String status() throws IOException {
            return in.readLine();
        }

        /** The next event's lines; chunk sizes and comments between events are passed over. */
        Event next() throws IOException {
            String id = "";
            String event = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    return new Event(id, event, line.substring(6));
                }
            }
            throw new IOException("the stream ended");
        }
    }

    private record Event(String id, String event, String data) {}

    private void change(String arn, long offset) {
        topic.add(new Changes.Change(arn, 0, offset));
    }

    @Test
    void tellsOfAUserOnceTheStoreHasTakenItIn() throws Exception {
        Client client = new Client("");
        assertThat(client.status()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(client.next().event).isEqualTo("hello");
        change(alice, 2_000_000); // The stores say that they are at 1,000,000: not yet.
        change(bob, 5);
        Event first = client.next();
        assertThat(first.event).isEqualTo("user");
        assertThat(first.data).contains("\"user_arn\":\"" + bob + "\"").contains("\"num_of_events\":");
        change(alice, 7);
        assertThat(client.next().data).contains("\"user_arn\":\"" + alice + "\"");
    }

    @Test
    void usersThatTheListDoesNotHaveHoldNobodyUp() throws Exception {
        Client client = new Client("");
        assertThat(client.next().event).isEqualTo("hello");
        for (int i = 0; i < 500; i++) {
            change("arn:aws:sts::123456789012:assumed-role/only-temporary-keys/" + i, i);
        }
        for (int i = 0; i < 300; i++) {
            change("arn:aws:sts::123456789012:assumed-role/not-taken-in-yet/" + i, 2_000_000 + i);
        }
        change(bob, 5);
        assertThat(client.next().data).contains("\"user_arn\":\"" + bob + "\"");
    }

    @Test
    void goesOnWhereAClientWas() throws Exception {
        Client client = new Client("");
        Event hello = client.next();
        change(alice, 1);
        Event first = client.next();
        change(bob, 2);
        Event second = client.next();
        assertThat(second.id).isNotEqualTo(first.id);

        Client again = new Client("Last-Event-ID: " + first.id + "\r\n");
        assertThat(again.next()).isEqualTo(second);
        Client fromTheStart = new Client("Last-Event-ID: " + hello.id + "\r\n");
        assertThat(fromTheStart.next()).isEqualTo(first);
        assertThat(fromTheStart.next()).isEqualTo(second);
        for (String unknown : List.of("x-1", "x".repeat(1000), hello.id + "9999")) {
            Client lost = new Client("Last-Event-ID: " + unknown + "\r\n");
            assertThat(lost.next().event).as(unknown).isEqualTo("reset");
        }
    }

    @Test
    void aThousandIdleClientsHarmNobodyAndAllAreTold() throws Exception {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            clients.add(new Client(""));
        }
        for (Client client : clients) {
            assertThat(client.next().event).isEqualTo("hello");
        }
        assertThat(api.get("/api/v1/users").status()).isEqualTo(200);
        assertThat(api.get("/api/v1/summary").status()).isEqualTo(200);
        change(alice, 1);
        for (Client client : clients) {
            assertThat(client.next().data).contains(alice);
        }
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("http-"))
                .count();
        assertThat(threads).as("threads do not grow with clients").isLessThan(110);
    }

    @Test
    void moreClientsThanAllowedAreSentAway() throws Exception {
        ApiLimits one = new ApiLimits(100, 1, 8, Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMillis(50));
        api.close();
        api = new Api(
                ApiSettings.local(0).withLimits(one),
                MemoryStores.golden(2),
                Api.nothing(),
                Api.quiet(),
                QueryLimits.DEFAULT);
        Client client = new Client("");
        assertThat(client.next().event).isEqualTo("hello");
        Api.Reply reply = api.get("/api/v1/stream");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isNotEmpty();
    }
}
