package io.trailwatch.ingest.connect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.s3.AwsClients;
import io.trailwatch.ingest.archive.s3.AwsFailure;
import io.trailwatch.ingest.archive.s3.AwsReadException;
import io.trailwatch.ingest.archive.s3.AwsSettings;
import io.trailwatch.ingest.archive.s3.Backoff;
import io.trailwatch.ingest.archive.s3.FakeS3;
import io.trailwatch.ingest.archive.s3.S3Bucket;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** The queue source against notices that come twice, late, in no order, or are none. */
class QueueSourceTest {
    /** A queue whose messages come again until they are deleted, each time it is asked. */
    private static final class FakeQueue implements NoticeQueue {
        private record Message(String id, String body) {}

        private final ConcurrentLinkedQueue<Message> visible = new ConcurrentLinkedQueue<>();
        private final ConcurrentHashMap<String, Message> hidden = new ConcurrentHashMap<>();
        private final ConcurrentHashMap<String, Integer> receives = new ConcurrentHashMap<>();
        private final Set<String> extended = ConcurrentHashMap.newKeySet();
        private volatile long visibility = 60_000;
        private volatile boolean deletable = true;
        private int sent;

        void send(String body) {
            visible.add(new Message("m" + sent++, body));
        }

        /** The visibility timeout has ended for all. */
        void timeout() {
            visible.addAll(hidden.values());
            hidden.clear();
        }

        int left() {
            return visible.size() + hidden.size();
        }

        @Override
        public List<Received> receive() {
            List<Received> received = new ArrayList<>();
            for (Message message = visible.poll(); message != null; message = visible.poll()) {
                hidden.put(message.id, message);
                int count = receives.merge(message.id, 1, Integer::sum);
                received.add(new Received(message.id, message.body, count));
                if (received.size() == 10) {
                    break;
                }
            }
            return received;
        }

        @Override
        public void delete(List<String> receipts) throws AwsReadException {
            if (!deletable) {
                throw new AwsReadException(AwsFailure.THROTTLED, "throttled", new IllegalStateException());
            }
            receipts.forEach(hidden::remove);
        }

        @Override
        public void extend(List<String> receipts) {
            extended.addAll(receipts);
        }

        @Override
        public long visibilityMillis() {
            return visibility;
        }

        @Override
        public void close() {}
    }

    private final FakeQueue queue = new FakeQueue();
    private final Instant now = Instant.now();
    private FakeS3 s3;

    @BeforeEach
    void start() throws IOException {
        s3 = new FakeS3();
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private SourceRun source(@Nullable String bucket, PumpSettings pump) {
        AwsSettings aws = s3.settings(3);
        return new SourceRun(pump, (offsets, metrics) -> {
            S3Client client = AwsClients.s3(aws);
            QueueSource.Buckets buckets = new QueueSource.Buckets() {
                @Override
                public BucketSource.Opener bucket(String name) {
                    return new S3Opener(new S3Bucket(client, name, aws, Backoff.NONE));
                }

                @Override
                public void close() {
                    client.close();
                }
            };
            return new QueueSource(
                    new QueueSource.Settings("http://queue", bucket, "", PathFilter.ALL, 3),
                    queue,
                    buckets,
                    offsets,
                    metrics,
                    Clock.systemUTC());
        });
    }

    private SourceRun source() {
        return source(null, SourceRun.SETTINGS);
    }

    private String put(String name, int records) {
        String key = Trails.key("us-east-1", "2024/03/05", name);
        s3.put(key, Trails.file(name, records), now);
        return key;
    }

    private static String cloudTrail(String... keys) {
        return "{\"s3Bucket\":\"b\",\"s3ObjectKey\":[\"" + String.join("\",\"", keys) + "\"]}";
    }

    private String event(String key) {
        return "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\""
                + key + "\",\"eTag\":\"" + s3.etag(key) + "\"}}}]}";
    }

    @Test
    void twiceToldObjectsAreReadOnceAndMessagesAreDeleted() throws Exception {
        String a = put("a", 3);
        String b = put("b", 2);
        queue.send(event(b));
        queue.send(event(a));
        queue.send(cloudTrail(a, b));
        queue.send(event(a));
        SourceRun run = source();
        run.run(() -> queue.left() == 0);
        queue.send(event(b));
        run.run(() -> queue.left() == 0);
        assertThat(run.records)
                .containsExactlyInAnyOrder(
                        Trails.record("a0"),
                        Trails.record("a1"),
                        Trails.record("a2"),
                        Trails.record("b0"),
                        Trails.record("b1"));
        assertThat(run.metrics.get("skipped-duplicate")).isEqualTo(1);
    }

    @Test
    void aMessageStaysUntilItsRecordsAreCommitted() throws Exception {
        queue.send(event(put("a", 250)));
        queue.send(event(put("b", 250)));
        SourceRun run = source();
        run.run(() -> false, 3); // Killed after 300 of 500 messages.
        assertThat(queue.left()).isEqualTo(1);
        queue.timeout();
        run.run(() -> false, 1);
        assertThat(queue.left()).isEqualTo(1);
        queue.timeout();
        run.run(() -> queue.left() == 0);
        List<String> expected = new ArrayList<>(Trails.records("a", 250));
        expected.addAll(Trails.records("b", 250));
        assertThat(run.records).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void poisonGoesToQuarantineAndDoesNotBlock() throws Exception {
        queue.send("poison \u0001");
        queue.send("{\"Records\":null,\"Event\":\"s3:TestEvent\"}");
        queue.send(event(put("a", 1)).replace("ObjectCreated:Put", "ObjectRemoved:Delete"));
        queue.send(cloudTrail("AWSLogs/1/CloudTrail-Digest/x.json.gz"));
        queue.send(cloudTrail("never/was.json.gz"));
        queue.send(event(put("b", 1)).replace("\"b\"", "\"other\""));
        queue.send(event(put("c", 1)));
        SourceRun run = source("b", SourceRun.SETTINGS);
        run.run(() -> queue.left() == 0);
        assertThat(run.records).containsExactly(Trails.record("c0"));
        assertThat(run.quarantine).singleElement().asString().contains("poison").contains("no JSON");
        assertThat(run.metrics.get("rejected-notice")).isEqualTo(1);
        assertThat(run.metrics.get("skipped-test-message")).isEqualTo(1);
        assertThat(run.metrics.get("skipped-other-event")).isEqualTo(1);
        assertThat(run.metrics.get("skipped-digest")).isEqualTo(1);
        assertThat(run.metrics.get("skipped-gone")).isEqualTo(1);
        assertThat(run.metrics.get("skipped-other-place")).isEqualTo(1);
    }

    @Test
    void anObjectDeletedAfterTheNoticeIsCounted() throws Exception {
        String key = put("a", 2);
        queue.send(event(key));
        s3.delete(key);
        SourceRun run = source();
        run.run(() -> queue.left() == 0);
        assertThat(run.records).isEmpty();
        assertThat(run.metrics.get("skipped-gone")).isEqualTo(1);
    }

    @Test
    void aDeniedObjectComesAgainAndIsGivenUpAtLast() throws Exception {
        String key = put("a", 2);
        s3.failAlways(key, new FakeS3.Refuse(403, "AccessDenied", "Access Denied"));
        queue.send(event(key));
        queue.send(event(put("b", 1)));
        SourceRun run = source();
        run.run(() -> queue.left() == 1);
        assertThat(run.records).containsExactly(Trails.record("b0"));
        assertThat(run.quarantine).isEmpty();
        queue.timeout();
        run.run(() -> run.metrics.get("errors-access-denied") > 0);
        queue.timeout();
        run.run(() -> queue.left() == 0);
        assertThat(run.quarantine).singleElement().asString().contains(key).contains("access denied");
    }

    @Test
    void encodedAndPlainKeysAreFound() throws Exception {
        s3.put("x/a b+ü.json.gz", Trails.file("encoded", 1), now);
        s3.put("x/c+d.json.gz", Trails.file("plain", 1), now);
        queue.send(event("x/a b+ü.json.gz").replace("x/a b+ü.json.gz", "x%2Fa+b%2B%C3%BC.json.gz"));
        queue.send(event("x/c+d.json.gz"));
        SourceRun run = source();
        run.run(() -> queue.left() == 0);
        assertThat(run.records).containsExactlyInAnyOrder(Trails.record("encoded0"), Trails.record("plain0"));
    }

    @Test
    void visibilityIsExtendedWhileAnObjectIsRead() throws Exception {
        String key = put("a", 2);
        s3.failAlways(key, new FakeS3.Refuse(503, "SlowDown", "Please reduce your request rate."));
        queue.visibility = 300;
        queue.send(event(key));
        SourceRun run = source();
        run.run(() -> queue.extended.contains("m0"));
        s3.heal(key);
        queue.timeout();
        run.run(() -> queue.left() == 0);
        assertThat(run.records).containsExactly(Trails.record("a0"), Trails.record("a1"));
    }

    @Test
    void newVersionsAreReadAndSupersededOnesCounted() throws Exception {
        String key = put("a", 1);
        String first = event(key);
        s3.put(key, Trails.file("again", 1), now);
        queue.send(event(key));
        queue.send(first);
        SourceRun run = source();
        run.run(() -> queue.left() == 0);
        assertThat(run.records).containsExactly(Trails.record("again0"));
        assertThat(run.metrics.get("skipped-gone")).isEqualTo(1);
    }

    @Test
    void messagesThatWaitBehindASlowOneAreKeptFromOthersToo() throws Exception {
        String slow = put("a", 2);
        s3.failAlways(slow, new FakeS3.Refuse(503, "SlowDown", "Please reduce your request rate."));
        queue.visibility = 300;
        queue.send(cloudTrail(slow));
        queue.send(cloudTrail(put("b", 1), put("c", 1)));
        queue.send(event(put("d", 1)));
        SourceRun run = source();
        run.run(() -> {
            if (queue.extended.containsAll(List.of("m0", "m1", "m2"))) {
                s3.heal(slow);
            }
            return queue.left() == 0;
        });
        assertThat(run.records)
                .containsExactly(
                        Trails.record("a0"),
                        Trails.record("a1"),
                        Trails.record("b0"),
                        Trails.record("c0"),
                        Trails.record("d0"));
        assertThat(queue.receives)
                .containsOnlyKeys("m0", "m1", "m2")
                .allSatisfy((id, count) -> assertThat(count).isEqualTo(1));
    }

    @Test
    void messagesAreHeldWhileDeletingDoesNotWork() throws Exception {
        queue.deletable = false;
        queue.visibility = 300;
        queue.send(event(put("a", 1)));
        queue.send(event(put("b", 1)));
        SourceRun run = source();
        run.run(() -> {
            boolean failed = run.metrics.get("errors-throttled") > 1;
            queue.deletable = failed && queue.extended.containsAll(List.of("m0", "m1"));
            return queue.left() == 0;
        });
        assertThat(run.records).containsExactlyInAnyOrder(Trails.record("a0"), Trails.record("b0"));
    }

    @Test
    void aBucketThatIsNotThereIsTheFaultOfItsNotice() throws Exception {
        String key = put("a", 1);
        s3.failAlways(key, new FakeS3.Refuse(404, "NoSuchBucket", "The specified bucket does not exist"));
        queue.send(event(key));
        queue.send(event(put("b", 1)));
        SourceRun run = source();
        run.run(() -> {
            if (queue.visible.isEmpty()) {
                queue.timeout();
            }
            return queue.left() == 0;
        });
        assertThat(run.records).containsExactly(Trails.record("b0"));
        assertThat(run.quarantine).isNotEmpty().allMatch(note -> note.contains(key) && note.contains("no such bucket"));

        queue.send(event(key));
        assertThatThrownBy(() -> source("b", SourceRun.SETTINGS).run(() -> false))
                .hasStackTraceContaining("no such bucket");
    }

    @Test
    void keysThatNobodyWouldGiveDoNotBlock() throws Exception {
        for (String key : List.of(".", "..", "/", "//", "../x.json", "a//b.json", " ", "?x=1", "#", "%", "\\\\", "+")) {
            queue.send(cloudTrail(key));
        }
        queue.send(event(put("a", 1)));
        SourceRun run = source();
        run.run(() -> {
            if (queue.visible.isEmpty()) {
                queue.timeout();
            }
            return queue.left() == 0;
        });
        assertThat(run.records).containsExactly(Trails.record("a0"));
    }
}
