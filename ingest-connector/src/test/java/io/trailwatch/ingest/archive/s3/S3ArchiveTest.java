package io.trailwatch.ingest.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.SkipReason;
import io.trailwatch.ingest.archive.TrailObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** All of a prefix, page by page. */
class S3ArchiveTest {
    private static final String REGION = "AWSLogs/111122223333/CloudTrail/us-east-1/";
    private static final FakeS3.Refuse DENIED = new FakeS3.Refuse(403, "AccessDenied", "Access Denied");

    private final Instant time = Instant.parse("2024-03-05T10:00:00Z");
    private FakeS3 s3;
    private S3Client client;

    @BeforeEach
    void start() throws IOException {
        s3 = new FakeS3();
        s3.pageSize(2);
        client = AwsClients.s3(s3.settings(2));
    }

    @AfterEach
    void stop() {
        client.close();
        s3.close();
    }

    private S3Archive archive(String prefix, PathFilter filter) {
        return new S3Archive(new S3Bucket(client, "b", s3.settings(2), Backoff.NONE), prefix, filter);
    }

    private void put(String... keys) {
        for (String key : keys) {
            s3.put(key, key.getBytes(StandardCharsets.UTF_8), time);
        }
    }

    private static List<String> names(S3Archive archive) throws IOException {
        try (Stream<TrailObject> objects = archive.objects()) {
            return objects.map(TrailObject::name).toList();
        }
    }

    @Test
    void pagesFollowEachOtherAndWhatIsNoLogIsCounted() throws Exception {
        put(
                REGION + "2024/03/04/before.json.gz",
                REGION + "2024/03/05/",
                REGION + "2024/03/05/a.json.gz",
                REGION + "2024/03/05/b.json.gz",
                REGION + "2024/03/06/c.json.gz",
                "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2024/03/05/d.json.gz",
                "AWSLogs/111122223333/CloudTrail-Insight/us-east-1/2024/03/05/i.json.gz",
                "other/x.json.gz");
        S3Archive archive = archive("AWSLogs/", new PathFilter(LocalDate.of(2024, 3, 5), null));
        for (int times = 0; times < 2; times++) {
            assertThat(names(archive))
                    .containsExactly(
                            REGION + "2024/03/05/a.json.gz",
                            REGION + "2024/03/05/b.json.gz",
                            REGION + "2024/03/06/c.json.gz");
            assertThat(archive.skipped())
                    .isEqualTo(Map.of(SkipReason.OUTSIDE_DATES, 1L, SkipReason.DIGEST, 1L, SkipReason.INSIGHT, 1L));
        }
        assertThat(archive.location()).isEqualTo("s3://b/AWSLogs/");
        assertThat(s3.requests().subList(0, 4)).allMatch(request -> request.startsWith("LIST AWSLogs/"));
    }

    @Test
    void anObjectIsReadInTheVersionThatWasListed() throws Exception {
        put("a.json");
        TrailObject object;
        try (Stream<TrailObject> objects = archive("", PathFilter.ALL).objects()) {
            object = objects.findFirst().orElseThrow();
        }
        assertThat(object.lastModified()).isEqualTo(time);
        assertThat(object.version()).isEqualTo(s3.etag("a.json"));
        assertThat(object.size()).isEqualTo(6);
        try (InputStream stream = object.open()) {
            assertThat(stream.readAllBytes()).asString().isEqualTo("a.json");
        }
        s3.put("a.json", "anew".getBytes(StandardCharsets.UTF_8), time);
        assertThatThrownBy(object::open)
                .isInstanceOf(AwsReadException.class)
                .hasMessageStartingWith("s3://b/a.json: written anew since it was listed");
    }

    @Test
    void aListingThatIsRefusedSaysWhy() throws Exception {
        put("a", "b", "c");
        s3.fail("LIST ", DENIED);
        assertThatThrownBy(() -> archive("", PathFilter.ALL).objects())
                .isInstanceOf(AwsReadException.class)
                .hasMessage("listing s3://b/: access denied (AccessDenied: Access Denied)");
    }

    @Test
    void aLaterPageThatIsRefusedEndsTheStream() throws Exception {
        put("a", "b", "c");
        try (Stream<TrailObject> objects = archive("", PathFilter.ALL).objects()) {
            s3.failAlways("LIST ", DENIED);
            assertThatThrownBy(objects::toList)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("access denied");
        }
    }
}
