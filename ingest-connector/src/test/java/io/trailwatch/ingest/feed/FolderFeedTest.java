package io.trailwatch.ingest.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.trailwatch.ingest.archive.Damage;
import io.trailwatch.ingest.archive.Reject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FolderFeedTest {
    private static final Pattern ID = Pattern.compile("\"eventID\":\"([^\"]*)\"");

    private final MemoryArchive archive = new MemoryArchive();
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final FileTable table = new FileTable();

    private static FeedSettings settings(boolean resumable) {
        return FeedSettings.of("nowhere:1", "memory").withThreads(1).withResumable(resumable);
    }

    private FolderFeed feed(FeedSettings settings) {
        return new FolderFeed(archive, settings, number -> {
            MockProducer<byte[], byte[]> producer =
                    new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            producers.add(producer);
            return new FeedProducer(producer, settings.resumable());
        });
    }

    private FeedReport resumed() throws Exception {
        producers.clear();
        return feed(settings(true)).run(table, false);
    }

    private static String event(String id, String arn) {
        return "{\"eventVersion\":\"1.08\",\"eventTime\":\"2024-01-01T00:00:00Z\",\"eventName\":\"X\",\"eventSource\":\"s\",\"eventID\":\""
                + id + "\"" + (arn.isEmpty() ? "" : ",\"userIdentity\":{\"arn\":\"" + arn + "\"}") + "}";
    }

    private static String lines(String prefix, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> event(prefix + i, "user" + i % 3) + "\n")
                .collect(Collectors.joining());
    }

    private List<ProducerRecord<byte[], byte[]>> sent(String topic) {
        return producers.stream()
                .flatMap(p -> p.history().stream())
                .filter(r -> r.topic().equals(topic))
                .toList();
    }

    private List<String> ids() {
        return sent(Topics.RECORDS).stream()
                .flatMap(r -> ID.matcher(new String(r.value(), UTF_8)).results())
                .map(m -> m.group(1))
                .toList();
    }

    private List<String> quarantined() {
        return sent(Topics.QUARANTINE).stream()
                .map(r -> new String(r.value(), UTF_8))
                .toList();
    }

    @Test
    void everythingIsCountedAndNothingIsLost() throws Exception {
        byte[] cut = MemoryArchive.gzip(lines("cut", 0, 2000));
        archive.put("a.json", "1", "{\"Records\":[" + event("a0", "u") + "," + event("a1", "") + "]}")
                .put("b.jsonl", "1", event("b0", "u") + "\nnot JSON\n" + event("b1", "u") + "\n")
                .put("c.json.gz", "1", Arrays.copyOf(cut, cut.length / 2))
                .put("d.json", "1", "")
                .put("e.jsonl", "1", event("e0", "u" + "x".repeat(3000)) + "\n" + event("e1", "u"));

        FeedReport report = feed(settings(false).withMaxMessageBytes(3000)).run();

        FeedCounters counters = report.counters();
        assertThat(counters.listed()).isTrue();
        assertThat(counters.listedFiles()).isEqualTo(5);
        assertThat(counters.readFiles()).isEqualTo(3);
        assertThat(counters.doneFiles()).isEqualTo(5);
        assertThat(counters.doneBytes()).isEqualTo(counters.listedBytes());
        assertThat(counters.damaged())
                .extracting(DamagedFile::name, DamagedFile::damage)
                .containsExactly(tuple("c.json.gz", Damage.TRUNCATED_GZIP), tuple("d.json", Damage.VANISHED));
        assertThat(counters.rejected(Reject.BAD_LINE)).isOne();
        assertThat(counters.oversize()).isOne();
        assertThat(counters.rejected()).isEqualTo(2);
        assertThat(counters.unattributed()).isOne();
        assertThat(ids())
                .contains("a0", "a1", "b0", "b1", "e1", "cut0")
                .doesNotContain("e0")
                .doesNotHaveDuplicates();
        assertThat(counters.records()).isEqualTo(ids().size());
        assertThat(report.produced()).containsExactly(entry(0, counters.messages()));
        assertThat(report.cancelled()).isFalse();
        assertThat(quarantined()).hasSize(4);
        assertThat(quarantined().get(0))
                .startsWith("{\"file\":\"b.jsonl\",\"position\":")
                .endsWith("\"reason\":\"not JSON\",\"length\":8,\"text\":\"not JSON\"}");
        assertThat(quarantined().get(1))
                .isEqualTo(
                        "{\"file\":\"c.json.gz\",\"position\":-1,\"reason\":\"truncated gzip\",\"length\":0,\"text\":\"\"}");
        assertThat(quarantined().get(2)).contains("\"vanished\"");
        assertThat(quarantined().get(3)).contains("\"file\":\"e.jsonl\"", "\"larger than the topic takes\"");
    }

    @Test
    void recordsOfOneUserAreKeyedByTheArn() throws Exception {
        archive.put("a.jsonl", "1", event("1", "ü") + "\n" + event("2", "") + "\n" + event("3", "ü"));
        feed(settings(false)).run();
        assertThat(sent(Topics.RECORDS))
                .extracting(r -> r.key() == null ? null : new String(r.key(), UTF_8))
                .containsExactly("ü", null);
    }

    @Test
    void secondRunPutsNothingOnTheTopic() throws Exception {
        archive.put("a.jsonl", "1", lines("a", 0, 10) + "bad\n")
                .put("b.json.gz", "1", MemoryArchive.gzip(lines("b", 0, 5)));
        resumed();
        assertThat(ids()).hasSize(15);
        assertThat(sent(Topics.PROGRESS)).hasSize(2);
        assertThat(producers.get(0).commitCount()).isEqualTo(1);

        FeedReport again = resumed();
        assertThat(again.counters().knownFiles()).isEqualTo(2);
        assertThat(again.counters().knownRecords()).isEqualTo(15);
        assertThat(again.counters().knownRejected()).isOne();
        assertThat(producers.get(0).history()).isEmpty();
    }

    @Test
    void sameContentUnderANewTimeIsKnown() throws Exception {
        archive.put("a.jsonl", "1", lines("a", 0, 10));
        resumed();
        archive.put("a.jsonl", "2", lines("a", 0, 10));

        FeedReport report = resumed();
        assertThat(report.counters().knownFiles()).isOne();
        assertThat(ids()).isEmpty();
        assertThat(sent(Topics.PROGRESS)).hasSize(1);
        resumed();
        assertThat(sent(Topics.PROGRESS)).isEmpty();
    }

    @Test
    void ofAGrownFileOnlyTheNewIsRead() throws Exception {
        archive.put("a.jsonl", "1", lines("a", 0, 10) + "bad\n");
        resumed();
        archive.put("a.jsonl", "2", lines("a", 0, 10) + "bad\n" + lines("a", 10, 13));

        FeedReport report = resumed();
        assertThat(ids()).containsExactlyInAnyOrder("a10", "a11", "a12");
        assertThat(report.counters().records()).isEqualTo(3);
        assertThat(report.counters().rejected()).isZero();
        assertThat(report.counters().knownRejected()).isOne();
    }

    @Test
    void otherContentIsAnotherFile() throws Exception {
        archive.put("a.jsonl", "1", lines("a", 0, 10));
        resumed();
        archive.put("a.jsonl", "2", lines("b", 0, 4));
        resumed();
        assertThat(ids()).containsExactlyInAnyOrder("b0", "b1", "b2", "b3");
    }

    @Test
    void repairedFileGoesOnWhereItWasDamaged() throws Exception {
        byte[] whole = MemoryArchive.gzip(lines("a", 0, 3000));
        archive.put("a.jsonl.gz", "1", Arrays.copyOf(whole, whole.length * 2 / 3));
        FeedReport first = resumed();
        List<String> before = ids();
        assertThat(first.counters().damagedFiles()).isOne();
        assertThat(before).hasSizeGreaterThan(100);

        FeedReport same = resumed();
        assertThat(same.counters().damagedFiles()).isOne();
        assertThat(sent(Topics.QUARANTINE)).isEmpty();
        assertThat(ids()).isEmpty();

        archive.put("a.jsonl.gz", "2", whole);
        resumed();
        List<String> all = new ArrayList<>(before);
        all.addAll(ids());
        assertThat(all).hasSize(3000).doesNotHaveDuplicates();
    }

    @Test
    void cancelledInAFileItGoesOnThere() throws Exception {
        archive.put("a.jsonl", "1", lines("a", 0, 5000)).put("b.jsonl", "1", lines("b", 0, 5000));
        List<String> all = new ArrayList<>();
        int runs = 0;
        FeedReport report;
        do {
            producers.clear();
            FolderFeed feed =
                    new FolderFeed(archive, settings(true).withCommitInterval(Duration.ZERO), number -> cancelling());
            running = feed;
            report = feed.run(table, false);
            all.addAll(ids());
            runs++;
        } while (report.cancelled() && runs < 100);
        assertThat(runs).isBetween(3, 99);
        assertThat(all).hasSize(10_000).doesNotHaveDuplicates();
    }

    private FolderFeed running;

    /** Tells the feed to stop after some commits. */
    private FeedProducer cancelling() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public void commitTransaction() {
                        super.commitTransaction();
                        if (commitCount() == 20) {
                            running.cancel();
                        }
                    }
                };
        producers.add(producer);
        return new FeedProducer(producer, true);
    }

    @Test
    void brokersFailureEndsTheFeedWithOneLine() {
        archive.put("a.jsonl", "1", lines("a", 0, 10));
        FolderFeed feed = new FolderFeed(archive, settings(false), number -> {
            MockProducer<byte[], byte[]> producer =
                    new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            producer.sendException = new RecordTooLargeException("too\nlarge");
            return new FeedProducer(producer, false);
        });
        assertThatThrownBy(feed::run)
                .isInstanceOf(FeedException.class)
                .hasMessage(
                        "the feed can't write to the broker (RecordTooLargeException: too large): check the broker, then run again");
    }

    @Test
    void emptyArchiveIsRead() throws Exception {
        FeedReport report = feed(settings(false)).run();
        assertThat(report.counters().listed()).isTrue();
        assertThat(report.counters().doneFiles()).isZero();
        assertThat(report.produced()).isEmpty();
    }
}
