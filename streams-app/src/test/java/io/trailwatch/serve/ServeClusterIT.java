package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trailwatch.broker.BrokerProcess;
import io.trailwatch.cli.TrailwatchRun;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.render.GoldenTrail;
import io.trailwatch.replay.Golden;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes on a broker in a process of its own. Processes are killed and halted, the broker too; every answer meanwhile is
 * right, or says what it lacks, and in the end each record has been counted once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServeClusterIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int PARTITIONS = 6;

    @TempDir
    private static Path folder;

    private final List<ServeProcess> instances = new ArrayList<>();
    private final StringBuilder sent = new StringBuilder();
    private BrokerProcess broker;
    private KafkaProducer<byte[], byte[]> producer;
    private volatile Checked now;

    @BeforeAll
    void start() throws IOException {
        broker = BrokerProcess.start(folder.resolve("broker"));
        Path token = Files.writeString(folder.resolve("token"), "the-token-that-the-instances-share\n");
        for (int i = 0; i < 3; i++) {
            ServeProcess instance = new ServeProcess(
                    folder.resolve("instance-" + i),
                    List.of(
                            "--bootstrap-servers",
                            broker.bootstrapServers(),
                            "--partitions",
                            Integer.toString(PARTITIONS),
                            "--replication",
                            "1",
                            "--threads",
                            "1",
                            "--standby",
                            "1",
                            "--store-heap",
                            "64m",
                            "--peer-token-file",
                            token.toString(),
                            "--abused-list",
                            Golden.LIST.toString()));
            instances.add(instance);
            instance.start();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        instances.forEach(ServeProcess::awaitReady);
        for (JsonNode record : GoldenTrail.records(name -> true)) {
            send(record.path("userIdentity").path("arn"), record.toString());
        }
        producer.flush();
        now = Checked.exactly(new String(Golden.expected("default", "jsonl"), StandardCharsets.UTF_8));
    }

    @AfterAll
    void stop() {
        instances.forEach(ServeProcess::close);
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
        if (broker != null) {
            broker.close();
        }
    }

    private void send(JsonNode arn, String record) {
        byte[] key = arn.isTextual() && !arn.asText().isEmpty() ? arn.asText().getBytes(StandardCharsets.UTF_8) : null;
        producer.send(new ProducerRecord<>(Topics.RECORDS, key, record.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends records of many users; what answers may be is widened before and narrowed after all have them. */
    private void sendMore(int round) throws IOException {
        List<String> more = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            more.add("""
                    {"eventTime":"2024-03-%02dT%02d:00:0%dZ","eventName":"GetObject","eventSource":"s3.amazonaws.com",\
                    "awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.%d","userAgent":"round-%d",\
                    "userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/u%d","accessKeyId":"AKIAEXAMPLE"}}\
                    """.formatted(1 + i % 28, i % 24, i % 10, i % 200, round, i * 7 % 40));
        }
        more.forEach(record -> sent.append(record).append('\n'));
        now = new Checked(now.least(), replayed());
        for (String record : more) {
            send(Checked.json(record).path("userIdentity").path("arn"), record);
        }
        producer.flush();
    }

    /** What a replay says of all that was sent. */
    private String replayed() throws IOException {
        Path trail = folder.resolve("trail");
        if (!Files.exists(trail)) {
            try (var paths = Files.walk(Golden.TRAIL)) {
                for (Path path : (Iterable<Path>) paths::iterator) {
                    Files.copy(path, trail.resolve(Golden.TRAIL.relativize(path).toString()));
                }
            }
        }
        Files.writeString(trail.resolve("more.jsonl"), sent);
        TrailwatchRun run = TrailwatchRun.of(
                "replay", "-d", trail.toString(), "-o", "-", "-t", "3", "-q", "--abused-list", Golden.LIST.toString());
        assertThat(run.out()).as(run.err()).isNotEmpty();
        return run.out();
    }

    private void awaitTrue(Callable<Boolean> condition) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(50)).until(condition);
    }

    /** Whole, of the partitions' own instances, and all that was sent. */
    private boolean saysAll(ServeProcess instance) throws IOException {
        try {
            var answer = instance.get("/api/v1/summary?format=jsonl");
            return answer.statusCode() == 200
                    && answer.headers().firstValue("Trailwatch-Stale-Lag").isEmpty()
                    && answer.body().equals(now.most());
        } catch (IOException e) {
            return false;
        }
    }

    private void awaitAll(ServeProcess... of) {
        for (ServeProcess instance : of) {
            awaitTrue(() -> saysAll(instance));
        }
    }

    /** Whether each partition is counted by one instance and a copy of it is on another, as an instance knows it. */
    private static boolean spread(ServeProcess instance, int processes) throws IOException {
        JsonNode known = Checked.json(instance.get("/api/v1/status").body()).path("instances");
        Set<Integer> active = new TreeSet<>();
        Set<Integer> standby = new TreeSet<>();
        known.forEach(process -> {
            process.path("active").forEach(partition -> active.add(partition.asInt()));
            process.path("standby").forEach(partition -> standby.add(partition.asInt()));
        });
        return known.size() == processes && active.size() == PARTITIONS && standby.size() == PARTITIONS;
    }

    private void awaitSpread() {
        for (ServeProcess instance : instances) {
            awaitTrue(() -> spread(instance, 3));
        }
    }

    private static void tell(String what, Asking asking, long since) {
        System.out.println("ServeClusterIT: " + what + ": whole again after " + asking.wholeAfter(since)
                + " ms, unmarked after " + asking.unmarkedAfter(since) + " ms, answers " + asking);
    }

    @Test
    @Order(1)
    void eachAnswersForAll() throws IOException {
        awaitAll(instances.toArray(ServeProcess[]::new));
        awaitSpread();
        for (ServeProcess instance : instances) {
            awaitTrue(() -> now.list(instance.get("/api/v1/users?limit=500")) == Checked.Verdict.WHOLE);
            for (String arn : now.arns()) {
                awaitTrue(() -> now.user(arn, instance.get(user(arn))) == Checked.Verdict.WHOLE);
            }
        }
    }

    @Test
    @Order(2)
    void oneIsKilledAndComesBack() throws Exception {
        ServeProcess killed = instances.get(2);
        try (Asking first = new Asking(instances.get(0), () -> now);
                Asking second = new Asking(instances.get(1), () -> now)) {
            long since = System.nanoTime();
            killed.kill();
            for (Asking asking : List.of(first, second)) {
                awaitTrue(() -> asking.wholeAfter(since) >= 0 && asking.unmarkedAfter(since) >= 0);
                tell("an instance was killed", asking, since);
            }
            long again = System.nanoTime();
            killed.start();
            killed.awaitReady();
            awaitAll(killed);
            awaitSpread();
            tell("it came back", first, again);
        }
    }

    @Test
    @Order(3)
    void theBrokerIsKilledAndComesBack() throws Exception {
        try (Asking first = new Asking(instances.get(0), () -> now);
                Asking second = new Asking(instances.get(1), () -> now);
                Asking third = new Asking(instances.get(2), () -> now)) {
            sendMore(1);
            long since = System.nanoTime();
            broker.kill();
            broker.start();
            sendMore(2);
            awaitAll(instances.toArray(ServeProcess[]::new));
            now = Checked.exactly(now.most());
            for (Asking asking : List.of(first, second, third)) {
                long then = System.nanoTime();
                awaitTrue(() -> asking.unmarkedAfter(then) >= 0);
                tell("the broker was killed", asking, since);
            }
        }
        assertThat(Checked.json(instances.get(0).get("/api/v1/status").body())
                        .path("records")
                        .path("duplicate")
                        .asInt())
                .isZero();
    }

    @Test
    @Order(4)
    void oneThatWasHaltedDoesNotAnswerFromOldRowsUnmarked() throws Exception {
        ServeProcess halted = instances.get(2);
        awaitSpread();
        Map<String, WaitingQuestion> waiting = new TreeMap<>();
        for (String arn : now.arns()) {
            now.user(arn, halted.get(user(arn)));
            waiting.put(arn, new WaitingQuestion(halted.address()));
        }
        halted.signal("STOP");
        try {
            // Its session ends, the others take over and count on.
            awaitTrue(() -> spread(instances.get(0), 2));
            sendMore(3);
            awaitAll(instances.get(0), instances.get(1));
            now = Checked.exactly(now.most());
            // What it is asked now it answers when it goes on, before it has heard of anything.
            for (Map.Entry<String, WaitingQuestion> question : waiting.entrySet()) {
                question.getValue().ask(user(question.getKey()));
            }
        } finally {
            halted.signal("CONT");
        }
        long since = System.nanoTime();
        try (Asking asking = new Asking(halted, () -> now)) {
            for (Map.Entry<String, WaitingQuestion> question : waiting.entrySet()) {
                try (WaitingQuestion waited = question.getValue()) {
                    now.user(question.getKey(), waited.answer());
                }
            }
            awaitTrue(() -> asking.unmarkedAfter(since) >= 0);
            tell("an instance was halted", asking, since);
        }
        awaitSpread();
        assertThat(halted.said()).contains("out of touch with the group");
    }

    static String user(String arn) {
        return "/api/v1/users/" + URLEncoder.encode(arn, StandardCharsets.UTF_8);
    }

    private int members() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of("trailwatch"))
                    .all()
                    .get()
                    .get("trailwatch")
                    .members()
                    .size();
        }
    }

    @Test
    @Order(5)
    void oneThatIsToldToEndLeavesAtOnce() throws Exception {
        awaitSpread();
        ServeProcess leaving = instances.get(1);
        try (Asking first = new Asking(instances.get(0), () -> now)) {
            awaitTrue(() -> members() == 3);
            assertThat(leaving.stop()).isZero();
            assertThat(members()).as("long before its session ends").isEqualTo(2);
            long since = System.nanoTime();
            awaitTrue(() -> spread(instances.get(0), 2) && first.unmarkedAfter(since) >= 0);
            tell("an instance ended", first, since);
        }
        awaitAll(instances.get(0), instances.get(2));
    }
}
