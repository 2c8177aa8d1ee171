package io.trailwatch.ingest.connect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.s3.AwsClients;
import io.trailwatch.ingest.archive.s3.AwsSettings;
import io.trailwatch.ingest.archive.s3.Backoff;
import io.trailwatch.ingest.archive.s3.FakeS3;
import io.trailwatch.ingest.archive.s3.S3Bucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** The listing source against a bucket that misbehaves. */
class BucketSourceTest {
    private static final Duration POLL = Duration.ofMillis(5);

    private final Instant now = Instant.now();
    private final Instant old = now.minus(Duration.ofDays(200));
    private FakeS3 s3;
    private PathFilter filter = PathFilter.ALL;
    private String prefix = "";

    @BeforeEach
    void start() throws IOException {
        s3 = new FakeS3();
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private SourceRun source() {
        return source(Share.ALL, SourceRun.SETTINGS);
    }

    private SourceRun source(Share share, PumpSettings pump) {
        AwsSettings aws = s3.settings(3);
        return new SourceRun(pump, (offsets, metrics) -> {
            S3Client client = AwsClients.s3(aws);
            S3Bucket bucket = new S3Bucket(client, "b", aws, Backoff.NONE);
            BucketSource.Settings settings = new BucketSource.Settings(
                    "b", prefix, filter, Duration.ofHours(36), 30, POLL, Duration.ofMillis(1));
            return new BucketSource(
                    settings,
                    share,
                    bucket,
                    new S3Opener(bucket),
                    offsets,
                    metrics,
                    java.time.Clock.systemUTC(),
                    client::close);
        });
    }

    private static String day(Instant time) {
        return DateTimeFormatter.ofPattern("yyyy/MM/dd")
                .withZone(ZoneOffset.UTC)
                .format(time);
    }

    @SafeVarargs
    private static List<String> all(List<String>... lists) {
        List<String> all = new ArrayList<>();
        for (List<String> list : lists) {
            all.addAll(list);
        }
        return all;
    }

    private void put(String key, int records, Instant time) {
        s3.put(key, Trails.file(key, records), time);
    }

    private static List<String> of(String key, int records) {
        return Trails.records(key, records);
    }

    private int lists(String start) {
        return (int) s3.requests().stream()
                .filter(r -> r.startsWith("LIST " + start))
                .count();
    }

    @Test
    void everyLayoutIsFoundAndTheRestIsCounted() throws Exception {
        String plain = Trails.key("us-east-1", "2024/03/05", "a");
        String org = "logs/AWSLogs/o-abc123/444455556666/CloudTrail/eu-west-1/2024/03/05/b.json.gz";
        String flat = "exports/c.json.gz";
        put(plain, 2, old);
        put(org, 3, old);
        put(flat, 1, old);
        put("AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2024/03/05/d.json.gz", 1, old);
        put("AWSLogs/111122223333/CloudTrail-Insight/us-east-1/2024/03/05/e.json.gz", 1, old);
        put("AWSLogs/111122223333/vpcflowlogs/us-east-1/2024/03/05/f.json.gz", 1, old);
        put("exports/readme.txt", 1, old);

        SourceRun run = source();
        run.run(() -> run.records.size() >= 6 && lists("exports/") > 3);

        assertThat(run.records).containsExactlyInAnyOrderElementsOf(all(of(plain, 2), of(org, 3), of(flat, 1)));
        assertThat(run.metrics.get("skipped-digest")).isEqualTo(1);
        assertThat(run.metrics.get("skipped-insight")).isEqualTo(1);
        assertThat(run.metrics.get("skipped-other-service")).isEqualTo(1);
        assertThat(run.metrics.get("skipped-other-type")).isEqualTo(1);
        assertThat(run.metrics.get("objects")).isEqualTo(3);
        assertThat(run.metrics.get("records")).isEqualTo(6);
    }

    @Test
    void lateAndRewrittenObjectsAreReadAndNothingTwice() throws Exception {
        String first = Trails.key("us-east-1", day(now), "k1");
        String newest = Trails.key("us-east-1", day(now), "k5");
        put(first, 2, now.minusSeconds(600));
        put(newest, 2, now.minusSeconds(300));
        SourceRun run = source();
        run.run(() -> run.records.size() >= 4 && lists("AWSLogs/111122223333/CloudTrail/us-east-1/") > 5);
        assertThat(run.records).containsExactlyInAnyOrderElementsOf(all(of(first, 2), of(newest, 2)));

        String late = Trails.key("us-east-1", day(now.minus(Duration.ofDays(1))), "k0");
        put(late, 3, now);
        s3.put(first, Trails.file("rewritten", 2), now);
        run.run(() -> run.records.size() >= 9 && s3.requests().size() > 50);

        assertThat(run.records)
                .containsExactlyInAnyOrderElementsOf(all(of(first, 2), of(newest, 2), of(late, 3), of("rewritten", 2)));
    }

    @Test
    void aNewObjectInAFolderWithoutDaysIsFoundWhateverItsName() throws Exception {
        put("exports/m.json.gz", 1, now);
        SourceRun run = source();
        run.run(() -> run.records.size() >= 1);
        put("exports/a.json.gz", 1, Instant.now());
        run.run(() -> run.records.size() >= 2);
        put("exports/b.json.gz", 1, Instant.now());
        run.run(() -> run.records.size() >= 3 && lists("exports/") > 10);
        assertThat(run.records)
                .containsExactlyInAnyOrderElementsOf(
                        all(of("exports/m.json.gz", 1), of("exports/a.json.gz", 1), of("exports/b.json.gz", 1)));
    }

    @Test
    void aSecondPollListsOnlyRecentDays() throws Exception {
        for (int i = 0; i < 30; i++) {
            put(Trails.key("us-east-1", String.format("2024/03/%02d", i + 1), "a"), 1, old);
        }
        s3.pageSize(5);
        String region = "AWSLogs/111122223333/CloudTrail/us-east-1/";
        String before = region + day(Instant.now().minus(Duration.ofHours(36))) + "/";
        SourceRun run = source();
        run.run(() -> run.records.size() >= 30 && lists(region) > 12);

        String since = region + day(Instant.now().minus(Duration.ofHours(36))) + "/";
        List<String> lists = s3.requests().stream()
                .filter(r -> r.startsWith("LIST " + region))
                .toList();
        assertThat(lists.subList(0, 6)).first().isEqualTo("LIST " + region);
        assertThat(lists.subList(6, lists.size()))
                .allMatch(r -> r.equals("LIST " + region + " after " + since)
                        || r.equals("LIST " + region + " after " + before));
        assertThat(run.records).hasSize(30);
    }

    @Test
    void goesOnWhereItWasKilledWithinAnObject() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String key = Trails.key("us-east-1", "2024/03/0" + (i + 1), "a");
            put(key, 50 + i, i < 4 ? old : now);
            expected.addAll(of(key, 50 + i));
        }
        for (boolean pack : new boolean[] {false, true}) {
            PumpSettings small = new PumpSettings(SourceRun.SETTINGS.limits(), pack, 7, 1_000_000, 20, Backoff.NONE);
            SourceRun run = source(Share.ALL, small);
            for (int i = 0; i < 5; i++) {
                int asked = s3.requests().size();
                run.run(() -> s3.requests().size() > asked + 12, 2 + i);
            }
            int seen = s3.requests().size();
            run.run(() -> s3.requests().size() > seen + 20);
            List<String> found = new ArrayList<>();
            run.records.forEach(value -> found.addAll(unpack(value)));
            assertThat(found).as("packed: " + pack).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<String> unpack(String value) {
        if (!value.startsWith("{\"Records\":[")) {
            return List.of(value);
        }
        String inner = value.substring("{\"Records\":[".length(), value.length() - 2);
        return List.of(inner.split(",(?=\\{\"eventVersion\")"));
    }

    @Test
    void deniedAndBrokenObjectsAreLeftOutCountedAndRetried() throws Exception {
        String denied = Trails.key("us-east-1", day(now), "b");
        String kms = Trails.key("us-east-1", day(now), "c");
        String broken = Trails.key("us-east-1", day(now), "d");
        for (String name : new String[] {"a", "b", "c", "e"}) {
            put(Trails.key("us-east-1", day(now), name), 2, now);
        }
        s3.put(broken, java.util.Arrays.copyOf(Trails.file("broken", 500), 1000), now);
        s3.failAlways(denied, new FakeS3.Refuse(403, "AccessDenied", "Access Denied"));
        s3.failAlways(kms, new FakeS3.Refuse(403, "AccessDenied", "not authorized to perform: kms:Decrypt"));

        SourceRun run = source();
        run.run(() -> run.quarantine.size() >= 3 && s3.requests().size() > 60);
        assertThat(run.quarantine).hasSize(3);
        assertThat(run.quarantine.get(0))
                .contains("\"file\":\"s3://b/" + denied)
                .contains("\"reason\":\"access denied\"");
        assertThat(run.quarantine.get(1)).contains("\"reason\":\"the KMS key may not be used\"");
        assertThat(run.quarantine.get(2)).contains("\"reason\":\"truncated gzip");
        assertThat(run.metrics.get("skipped-left-out")).isEqualTo(2);
        assertThat(run.metrics.get("errors-access-denied")).isPositive();
        assertThat(run.metrics.get("errors-truncated-gzip")).isEqualTo(1);
        assertThat(run.records).doesNotContainAnyElementsOf(of(denied, 2));

        s3.heal(denied);
        int before = run.records.size();
        run.run(() -> run.records.size() >= before + 2 && lists("AWSLogs/1") > 10);
        assertThat(run.records).containsAll(of(denied, 2)).doesNotHaveDuplicates();
        assertThat(run.quarantine).hasSize(3);
    }

    @Test
    void throttlingCutConnectionsAndServerErrorsPass() throws Exception {
        String key = Trails.key("us-east-1", "2024/03/05", "a");
        put(key, 4000, old);
        int size = Trails.file(key, 4000).length;
        s3.fail("LIST ", new FakeS3.Refuse(503, "SlowDown", "Please reduce your request rate."));
        s3.fail(
                key,
                new FakeS3.Refuse(503, "SlowDown", "Please reduce your request rate."),
                new FakeS3.Cut(size / 3),
                new FakeS3.Refuse(500, "InternalError", "We encountered an internal error."),
                new FakeS3.Cut(size / 3));
        SourceRun run = source();
        run.run(() -> run.records.size() >= 4000);
        assertThat(run.records).isEqualTo(of(key, 4000));
        assertThat(run.quarantine).isEmpty();
        assertThat(s3.requests()).anyMatch(r -> r.startsWith("GET " + key + " from "));
    }

    @Test
    void aConnectionThatBreaksAgainAndAgainIsWaitedForWithoutLoss() throws Exception {
        String key = Trails.key("us-east-1", "2024/03/05", "a");
        put(key, 300, old);
        s3.failAlways(key, new FakeS3.Cut(0));
        SourceRun run = source();
        run.run(() -> run.metrics.get("errors-connection") >= 3);
        assertThat(run.records).isEmpty();
        s3.heal(key);
        run.run(() -> run.records.size() >= 300);
        assertThat(run.records).isEqualTo(of(key, 300));
    }

    @Test
    void anObjectThatVanishesIsCounted() throws Exception {
        String gone = Trails.key("us-east-1", "2024/03/05", "a");
        String there = Trails.key("us-east-1", "2024/03/05", "b");
        put(gone, 2, old);
        put(there, 2, old);
        s3.fail(gone, new FakeS3.Refuse(404, "NoSuchKey", "The specified key does not exist."));
        SourceRun run = source();
        run.run(() -> run.records.size() >= 2);
        assertThat(run.records).isEqualTo(of(there, 2));
        assertThat(run.metrics.get("skipped-gone")).isEqualTo(1);
    }

    @Test
    void whatConcernsAllEndsTheTaskWithOneLine() {
        put(Trails.key("us-east-1", "2024/03/05", "a"), 2, old);
        s3.fail("LIST ", new FakeS3.Refuse(400, "ExpiredToken", "The provided token has expired."));
        SourceRun run = source();
        assertThatThrownBy(() -> run.run(() -> false))
                .hasRootCauseInstanceOf(software.amazon.awssdk.services.s3.model.S3Exception.class)
                .hasStackTraceContaining(
                        "listing s3://b/: the credentials have expired (ExpiredToken: The provided token has expired.)");
    }

    @Test
    void manyDeniedInARowEndTheTaskAndNothingIsLost() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String key = Trails.key("us-east-1", "2024/03/05", String.format("%02d", i));
            put(key, 1, old);
            expected.addAll(of(key, 1));
            s3.failAlways(key, new FakeS3.Refuse(403, "AccessDenied", "Access Denied"));
        }
        SourceRun run = source();
        assertThatThrownBy(() -> run.run(() -> false)).hasStackTraceContaining("20 objects in a row can't be read");
        for (int i = 0; i < 30; i++) {
            s3.heal(Trails.key("us-east-1", "2024/03/05", String.format("%02d", i)));
        }
        run.run(() -> run.records.size() >= 30);
        assertThat(run.records).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void tasksShareTheRegions() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String key = Trails.key("region-" + i, "2024/03/05", "a");
            put(key, 1, old);
            expected.addAll(of(key, 1));
        }
        List<String> found = new ArrayList<>();
        for (int task = 0; task < 3; task++) {
            SourceRun run = source(new Share(task, 3), SourceRun.SETTINGS);
            int seen = s3.requests().size();
            run.run(() -> s3.requests().size() > seen + 20);
            assertThat(run.records).as("task " + task).isNotEmpty();
            found.addAll(run.records);
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void startFromAndPrefixLimitWhatIsListed() throws Exception {
        filter = new PathFilter(LocalDate.of(2024, 3, 5), null);
        prefix = "AWSLogs/111122223333/CloudTrail/us-east-1/";
        String before = Trails.key("us-east-1", "2024/03/04", "a");
        String in = Trails.key("us-east-1", "2024/03/05", "a");
        put(before, 1, old);
        put(in, 1, old);
        put(Trails.key("eu-west-1", "2024/03/05", "a"), 1, old);
        SourceRun run = source();
        run.run(() -> run.records.size() >= 1 && s3.requests().size() > 5);
        assertThat(run.records).isEqualTo(of(in, 1));
        assertThat(s3.requests()).noneMatch(r -> r.contains("eu-west-1"));
        assertThat(s3.requests().get(0)).isEqualTo("LIST " + prefix + " after " + prefix + "2024/03/05/");
    }

    @Test
    void recordsOverTheMessageSizeGoToQuarantine() throws Exception {
        String big = Trails.record("x".repeat(300_000));
        String key = Trails.key("us-east-1", "2024/03/05", "a");
        s3.put(key, Trails.gzip("{\"Records\":[" + big + "," + Trails.record("small") + "]}"), old);
        PumpSettings limited = new PumpSettings(SourceRun.SETTINGS.limits(), false, 100, 200_000, 20, Backoff.NONE);
        SourceRun run = source(Share.ALL, limited);
        run.run(() -> run.records.size() >= 1);
        assertThat(run.records).containsExactly(Trails.record("small"));
        assertThat(run.quarantine).hasSize(1);
        assertThat(run.quarantine.get(0))
                .contains("larger than the topic takes")
                .contains("\"length\":" + big.getBytes(StandardCharsets.UTF_8).length);
        assertThat(run.metrics.get("rejected-over-message-size")).isEqualTo(1);
    }
}
