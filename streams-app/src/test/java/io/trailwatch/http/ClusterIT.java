package io.trailwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.render.GoldenTrail;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three instances on one broker: each answers for all, and while partitions move no answer is silently short. */
class ClusterIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final List<ClusterInstance> instances = new ArrayList<>();
    private EmbeddedBroker broker;
    private KafkaProducer<byte[], byte[]> producer;
    private String golden;
    private int users;

    @BeforeEach
    void start() throws IOException {
        broker = EmbeddedBroker.start(BrokerSettings.temporary());
        broker.createTopics(4, null);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        for (JsonNode record : GoldenTrail.records(name -> true)) {
            send(record);
        }
        producer.flush();
        golden = Files.readString(GoldenTrail.GOLDEN.resolve("expected/default.jsonl"));
        users = (int) golden.lines().count();
    }

    private void send(JsonNode record) {
        JsonNode arn = record.path("userIdentity").path("arn");
        byte[] key = arn.isTextual() && !arn.asText().isEmpty() ? arn.asText().getBytes(StandardCharsets.UTF_8) : null;
        producer.send(
                new ProducerRecord<>(Topics.RECORDS, key, record.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void stop() throws IOException {
        producer.close();
        for (ClusterInstance instance : instances) {
            instance.close();
        }
        broker.close();
    }

    private ClusterInstance join(int number) throws IOException {
        ClusterInstance instance = ClusterInstance.start(broker.bootstrapServers(), folder.resolve("state-" + number));
        instances.add(instance);
        return instance;
    }

    /** Whether the answer is whole, of the partitions' own instances, and says what a replay says. */
    private boolean whole(ClusterInstance instance) throws Exception {
        Api.Reply reply = instance.get("/api/v1/summary?format=jsonl");
        return reply.status() == 200
                && reply.header("Trailwatch-Stale-Lag").isEmpty()
                && reply.body().equals(golden);
    }

    private void awaitWhole(ClusterInstance... all) {
        for (ClusterInstance instance : all) {
            Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(200)).until(() -> whole(instance));
        }
    }

    /** Asks all the time; each answer is whole, or marked, or a refusal that says to ask again. */
    private CompletableFuture<Integer> watch(ClusterInstance instance, AtomicBoolean more) {
        return CompletableFuture.supplyAsync(() -> {
            int answers = 0;
            while (more.get()) {
                try {
                    checkList(instance.get("/api/v1/users?limit=500"));
                    answers++;
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                try {
                    checkSummary(instance.get("/api/v1/summary?format=jsonl"));
                } catch (IOException e) {
                    // It broke off in the middle, as it must when a partition moves away: no client takes it for whole.
                    answers++;
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return answers;
        });
    }

    private void checkList(Api.Reply reply) throws IOException {
        if (reply.status() == 503) {
            assertThat(reply.header("Retry-After")).isNotEmpty();
            return;
        }
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        JsonNode list = JSON.readTree(reply.body());
        if (!list.path("complete").asBoolean()) {
            assertThat(list.path("missing_partitions")).isNotEmpty();
        } else if (!list.has("stale_lag")) {
            assertThat(list.path("total").asInt())
                    .as("an answer that says nothing is whole")
                    .isEqualTo(users);
        }
    }

    private void checkSummary(Api.Reply reply) {
        if (reply.status() == 503) {
            assertThat(reply.header("Retry-After")).isNotEmpty();
            return;
        }
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        if (reply.header("Trailwatch-Stale-Lag").isEmpty()) {
            assertThat(reply.body()).as("an answer that says nothing is whole").isEqualTo(golden);
        }
    }

    @Test
    void instancesComeAndGoAndNoAnswerIsSilentlyShort() throws Exception {
        ClusterInstance first = join(0);
        ClusterInstance second = join(1);
        ClusterInstance third = join(2);
        awaitWhole(first, second, third);

        AtomicBoolean more = new AtomicBoolean(true);
        CompletableFuture<Integer> watched = watch(first, more);
        try {
            third.close();
            awaitWhole(first, second);
            ClusterInstance again = join(2);
            awaitWhole(first, second, again);
        } finally {
            more.set(false);
        }
        assertThat(watched.get(LONG.toSeconds(), TimeUnit.SECONDS)).isPositive();

        JsonNode status = JSON.readTree(first.get("/api/v1/status").body());
        assertThat(status.path("partitions").asInt()).isEqualTo(4);
        assertThat(status.path("records").path("unattributed").asInt()).isPositive();
        tellsOfAChange(first);
    }

    /** Whichever instance has the user, each instance's clients are told of each user that changes. */
    private void tellsOfAChange(ClusterInstance instance) throws Exception {
        try (Socket socket = RawHttp.connect(instance.port())) {
            socket.getOutputStream()
                    .write("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            await(in, "event: hello");
            for (String name : List.of("stream-a", "stream-b", "stream-c", "stream-d", "stream-e")) {
                String arn = "arn:aws:iam::123456789012:user/" + name;
                // Following begins a little after hello: sent until it is told.
                CompletableFuture<Void> told = CompletableFuture.runAsync(() -> await(in, arn));
                Awaitility.await()
                        .atMost(LONG)
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> {
                            send(JSON.readTree(
                                    "{\"eventTime\":\"2024-03-07T00:00:00Z\",\"eventName\":\"GetObject\",\"userIdentity\":"
                                            + "{\"arn\":\"" + arn + "\"}}"));
                            producer.flush();
                            return told.isDone();
                        });
                told.get();
            }
        }
    }

    private static void await(BufferedReader in, String text) {
        try {
            for (String line = in.readLine(); ; line = in.readLine()) {
                if (line == null) {
                    throw new IllegalStateException("the stream ended before " + text);
                }
                if (line.contains(text)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
