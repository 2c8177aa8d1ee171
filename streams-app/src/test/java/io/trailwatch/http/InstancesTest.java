package io.trailwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.query.Instance;
import io.trailwatch.query.MemoryStores;
import io.trailwatch.query.PeerSettings;
import io.trailwatch.query.QueryLimits;
import io.trailwatch.render.GoldenTrail;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several servers, each with some partitions, that ask each other over HTTP. */
class InstancesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "the-instances-own-token";
    private static final int PARTITIONS = 6;

    private final List<Api> all = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 3; i++) {
            all.add(new Api(
                    ApiSettings.local(0).withPeers(Tokens.of(List.of(TOKEN))),
                    MemoryStores.golden(PARTITIONS),
                    Api.nothing(),
                    Api.quiet(),
                    new QueryLimits(1000, 1000, Duration.ofSeconds(5)),
                    new PeerSettings(TOKEN, null)));
        }
        for (int i = 0; i < 3; i++) {
            for (int p = 0; p < PARTITIONS; p++) {
                if (p % 3 != i) {
                    all.get(i).stores.away(p);
                }
            }
            know(i, -1);
        }
    }

    /** Tells an instance of all; each has the partitions of its number, and the next instance has copies of them. */
    private void know(int i, int dead) {
        List<Instance> instances = new ArrayList<>();
        for (int other = 0; other < 3; other++) {
            instances.add(new Instance(
                    "127.0.0.1",
                    other == dead ? closedPort() : all.get(other).server.port(),
                    other == i,
                    Set.of(other, other + 3),
                    Set.of((other + 2) % 3, (other + 2) % 3 + 3)));
        }
        all.get(i).stores.know(instances);
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (Api api : all) {
            api.close();
        }
    }

    private static String golden(String name) throws IOException {
        return Files.readString(GoldenTrail.GOLDEN.resolve("expected/" + name));
    }

    @Test
    void eachAnswersForAll() throws Exception {
        Set<JsonNode> lists = new java.util.HashSet<>();
        for (Api api : all) {
            assertThat(api.get("/api/v1/summary?format=csv").body()).isEqualTo(golden("default.csv"));
            assertThat(api.get("/api/v1/summary?format=json&include_sts_keys=true&geo_ip=true")
                            .body())
                    .isEqualTo(golden("geo.json"));
            for (String line : golden("default.jsonl").lines().toList()) {
                String arn = ApiServerTest.encoded(
                        JSON.readTree(line).path("user_arn").asText());
                assertThat(api.get("/api/v1/users/" + arn).body()).isEqualTo(line + "\n");
                assertThat(api.get("/api/v1/users/" + arn + "/timeline").status())
                        .isEqualTo(200);
            }
            lists.add(JSON.readTree(api.get("/api/v1/users?abused=true&limit=3").body()));
            JsonNode status = JSON.readTree(api.get("/api/v1/status").body());
            assertThat(status.path("records").path("summarised").asInt()).isEqualTo(60);
            assertThat(status.path("complete").asBoolean()).isTrue();
        }
        assertThat(lists).hasSize(1);
    }

    /** Whole, broken off or refused: what a summary of all held in memory is given back, here and at the others. */
    @Test
    void summariesGiveBackTheRoomThatTheyTook() throws Exception {
        int users = (int) golden("default.jsonl").lines().count();
        QueryLimits tight = new QueryLimits(users, users, Duration.ofSeconds(5));
        PeerSettings peers = new PeerSettings(TOKEN, null);
        ApiSettings settings = ApiSettings.local(0).withPeers(Tokens.of(List.of(TOKEN)));
        try (Api one = new Api(settings, MemoryStores.golden(2), Api.nothing(), Api.quiet(), tight, peers);
                Api other = new Api(settings, MemoryStores.golden(2), Api.nothing(), Api.quiet(), tight, peers)) {
            for (int i = 0; i < 3; i++) {
                assertThat(one.get("/api/v1/summary?format=jsonl").body()).isEqualTo(golden("default.jsonl"));
            }
            one.stores.away(1);
            other.stores.away(0);
            one.stores.know(List.of(new Instance("127.0.0.1", other.server.port(), false, Set.of(1), Set.of())));
            for (int i = 0; i < 3; i++) {
                assertThat(one.get("/api/v1/summary?format=jsonl").body()).isEqualTo(golden("default.jsonl"));
            }
            one.stores.know(List.of());
            for (int i = 0; i < 3; i++) {
                assertThat(one.get("/api/v1/summary?format=jsonl").status()).isEqualTo(503);
            }
            one.stores.back(1);
            assertThat(one.get("/api/v1/summary?format=jsonl").body()).isEqualTo(golden("default.jsonl"));
            other.stores.back(0);
            assertThat(other.get("/api/v1/summary?format=jsonl").body()).isEqualTo(golden("default.jsonl"));
        }
    }

    @Test
    void whatNobodyHasIsNamed() throws Exception {
        all.get(1).server.close();
        for (int i : new int[] {0, 2}) {
            know(i, 1);
            Api api = all.get(i);
            Api.Reply list = api.get("/api/v1/users");
            JsonNode body = JSON.readTree(list.body());
            assertThat(body.path("complete").asBoolean()).isFalse();
            assertThat(body.path("missing_partitions").toString()).isEqualTo("[1,4]");
            assertThat(list.header("Trailwatch-Missing-Partitions")).isEqualTo("1,4");
            Api.Reply summary = api.get("/api/v1/summary");
            assertThat(summary.status()).isEqualTo(503);
            assertThat(summary.header("Retry-After")).isEqualTo("1");
            assertThat(summary.body()).contains("partitions 1,4 don't answer now");
            Api.Reply partial = api.get("/api/v1/summary?format=jsonl&allow_partial=true");
            assertThat(partial.status()).isEqualTo(200);
            assertThat(partial.header("Trailwatch-Missing-Partitions")).isEqualTo("1,4");
            assertThat(golden("default.jsonl").lines())
                    .containsAll(partial.body().lines().toList());
            int whole = 0;
            int notReady = 0;
            for (String line : golden("default.jsonl").lines().toList()) {
                String arn = ApiServerTest.encoded(
                        JSON.readTree(line).path("user_arn").asText());
                Api.Reply user = api.get("/api/v1/users/" + arn);
                if (user.status() == 200) {
                    whole++;
                    assertThat(user.body()).isEqualTo(line + "\n");
                } else {
                    notReady++;
                    assertThat(user.status()).isEqualTo(503);
                }
            }
            assertThat(whole).isEqualTo(body.path("total").asInt());
            assertThat(whole + notReady)
                    .isEqualTo((int) golden("default.jsonl").lines().count());
        }
    }

    @Test
    void aCopyAnswersAndSaysHowFarItIsBehind() throws Exception {
        all.get(1).server.close();
        all.get(2).stores.copy(1, 17);
        all.get(2).stores.copy(4, 5);
        for (int i : new int[] {0, 2}) {
            know(i, 1);
            Api api = all.get(i);
            Api.Reply summary = api.get("/api/v1/summary?format=csv");
            assertThat(summary.body()).isEqualTo(golden("default.csv"));
            assertThat(summary.header("Trailwatch-Stale-Lag")).isEqualTo("17");
            JsonNode list = JSON.readTree(api.get("/api/v1/users").body());
            assertThat(list.path("complete").asBoolean()).isTrue();
            assertThat(list.path("stale_lag").asInt()).isEqualTo(17);
        }
    }

    /** Its group may have given its partitions to others: theirs count, and its own only where nobody else has any. */
    @Test
    void oneThatMayHaveBeenPutOutAsksTheOthersFirst() throws Exception {
        Api halted = all.get(1);
        halted.stores.unconfirm(1);
        halted.stores.unconfirm(4);
        JsonNode list = JSON.readTree(halted.get("/api/v1/users").body());
        assertThat(list.path("complete").asBoolean()).isTrue();
        assertThat(list.path("stale_lag").asInt()).as("nobody knows how far").isEqualTo(-1);
        Api.Reply summary = halted.get("/api/v1/summary?format=csv");
        assertThat(summary.body()).isEqualTo(golden("default.csv"));
        assertThat(summary.header("Trailwatch-Stale-Lag")).isEqualTo("-1");

        all.get(2).stores.copy(1, 3);
        list = JSON.readTree(halted.get("/api/v1/users").body());
        assertThat(list.path("stale_lag").asInt()).as("of partition 4").isEqualTo(-1);
        all.get(2).stores.copy(4, 2);
        list = JSON.readTree(halted.get("/api/v1/users").body());
        assertThat(list.path("stale_lag").asInt()).isEqualTo(3);
        all.get(2).stores.back(1);
        all.get(2).stores.back(4);
        list = JSON.readTree(halted.get("/api/v1/users").body());
        assertThat(list.path("complete").asBoolean()).isTrue();
        assertThat(list.has("stale_lag")).as("another has taken over").isFalse();
    }

    @Test
    void aCopyThatHasJustBegunGivesWayToAnothers() throws Exception {
        all.get(1).server.close();
        all.get(2).stores.copy(1, 17);
        all.get(2).stores.copy(4, 5);
        know(0, 1);
        all.get(0).stores.copy(1, 1_000_000);
        all.get(0).stores.copy(4, 1_000_000);
        JsonNode list = JSON.readTree(all.get(0).get("/api/v1/users").body());
        assertThat(list.path("stale_lag").asInt()).isEqualTo(17);
        all.get(2).stores.lose(1);
        list = JSON.readTree(all.get(0).get("/api/v1/users").body());
        assertThat(list.path("complete").asBoolean()).isTrue();
        assertThat(list.path("stale_lag").asInt()).as("better than nothing").isEqualTo(1_000_000);
    }

    /** A halted process: its system takes connections, and nothing comes. */
    @Test
    void oneThatSaysNothingIsWaitedForOnce() throws Exception {
        all.get(2).stores.copy(1, 0);
        all.get(2).stores.copy(4, 0);
        try (ServerSocket deaf = new ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress());
                Api asker = new Api(
                        ApiSettings.local(0),
                        MemoryStores.golden(PARTITIONS),
                        Api.nothing(),
                        Api.quiet(),
                        new QueryLimits(1000, 1000, Duration.ofSeconds(5)),
                        new PeerSettings(TOKEN, null))) {
            asker.stores.away(1);
            asker.stores.away(4);
            asker.stores.know(List.of(
                    new Instance("127.0.0.1", deaf.getLocalPort(), false, Set.of(1, 4), Set.of()),
                    new Instance("127.0.0.1", all.get(2).server.port(), false, Set.of(), Set.of(1, 4))));
            for (int i = 0; i < 20; i++) {
                JsonNode list = JSON.readTree(asker.get("/api/v1/users").body());
                assertThat(list.path("complete").asBoolean()).isTrue();
                assertThat(list.path("stale_lag").asInt()).isZero();
            }
            deaf.setSoTimeout(1);
            int connections = 0;
            try {
                for (; ; connections++) {
                    deaf.accept().close();
                }
            } catch (java.net.SocketTimeoutException e) {
                assertThat(connections).isBetween(1, 19);
            }
        }
    }

    @Test
    void oneThatHasLostAPartitionSaysSo() throws Exception {
        all.get(1).stores.away(4);
        JsonNode list = JSON.readTree(all.get(0).get("/api/v1/users").body());
        assertThat(list.path("missing_partitions").toString()).isEqualTo("[4]");
        all.get(1).stores.back(4);
        all.get(1).stores.of(4).close();
        list = JSON.readTree(all.get(0).get("/api/v1/users").body());
        assertThat(list.path("missing_partitions").toString())
                .as("an answer of rows that were closed meanwhile is thrown away whole")
                .isEqualTo("[1,4]");
    }

    @Test
    void instancesAreAnsweredByTheirTokenOnly() throws Exception {
        Api api = all.get(0);
        String question = "{\"partitions\":[0,3],\"stale\":false,\"question\":{}}";
        for (String token : new String[] {"", "wrong-token-0123456789"}) {
            assertThat(ask(api, "counts", question, token, true).status()).isEqualTo(404);
        }
        assertThat(ask(api, "counts", question, TOKEN, false).status()).isEqualTo(404);
        assertThat(ask(api, "counts", question, TOKEN, true).body().lines().toList())
                .hasSize(3)
                .first()
                .isEqualTo("{\"served\":[0,3],\"stale\":{}}");
        assertThat(ask(api, "counts", "{\"partitions\":[1,99999,-1],\"stale\":true,\"question\":{}}", TOKEN, true)
                        .body())
                .as("no hop")
                .isEqualTo("{\"served\":[],\"stale\":{}}\n{\"end\":true}\n");
        assertThat(ask(api, "nothing", question, TOKEN, true).status()).isEqualTo(404);
        for (String bad :
                new String[] {"", "[]", "null", "{", "{}", "{\"partitions\":null}", "{\"partitions\":[null]}"}) {
            assertThat(ask(api, "users", bad, TOKEN, true).status()).as(bad).isEqualTo(400);
        }
        assertThat(ask(api, "users", "x".repeat(2 << 20), TOKEN, true).status()).isEqualTo(413);
    }

    private static Api.Reply ask(Api api, String kind, String body, String token, boolean hop) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.uri("/internal/v1/" + kind))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (hop) {
            request.header("Trailwatch-Peer", "1");
        }
        return api.send(request.build());
    }
}
