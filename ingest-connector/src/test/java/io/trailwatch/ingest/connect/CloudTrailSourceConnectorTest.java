package io.trailwatch.ingest.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.ingest.archive.s3.FakeS3;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Connect worker asks the connector for, without one. */
class CloudTrailSourceConnectorTest {
    private final CloudTrailSourceConnector connector = new CloudTrailSourceConnector();

    private static Map<String, String> directory(Path folder) {
        return new HashMap<>(Map.of("source.type", "directory", "directory.path", folder.toString()));
    }

    /** Errors by setting. */
    private Map<String, List<String>> errors(Map<String, String> settings) {
        Map<String, List<String>> errors = new HashMap<>();
        connector.validate(settings).configValues().forEach(value -> {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), value.errorMessages());
            }
        });
        return errors;
    }

    @Test
    void isFoundAsAPlugin() {
        assertThat(ServiceLoader.load(SourceConnector.class)).anyMatch(CloudTrailSourceConnector.class::isInstance);
    }

    @Test
    void sharesAListingOverTasksAndAQueueNot(@TempDir Path folder) {
        connector.start(directory(folder));
        assertThat(connector.taskConfigs(3))
                .hasSize(3)
                .extracting(task -> TaskSettings.share(task).task())
                .containsExactly(0, 1, 2);
        connector.start(Map.of("source.type", "sqs", "sqs.queue.url", "http://127.0.0.1/q"));
        assertThat(connector.taskConfigs(3)).hasSize(1);
    }

    @Test
    void supportsExactlyOnceAndItsOwnTransactions(@TempDir Path folder) {
        assertThat(connector.exactlyOnceSupport(directory(folder))).isEqualTo(ExactlyOnceSupport.SUPPORTED);
        assertThat(connector.canDefineTransactionBoundaries(directory(folder)))
                .isEqualTo(ConnectorTransactionBoundaries.SUPPORTED);
    }

    @Test
    void takesOffsetsSuchAsItsOwn(@TempDir Path folder) {
        Map<String, String> partition = Map.of("source", "s3://b/", "stream", "x/");
        Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
        offsets.put(partition, null);
        assertThat(connector.alterOffsets(directory(folder), offsets)).isTrue();
        offsets.put(partition, Map.of("since", 5L, "bound", 5L, "cursor", "x/y", "done", ""));
        assertThat(connector.alterOffsets(directory(folder), offsets)).isTrue();
        for (Map<String, ?> wrong : List.<Map<String, ?>>of(
                Map.of("since", "5"), Map.of("since", -1), Map.of("done", "abc"), Map.of("other", 1))) {
            offsets.put(partition, wrong);
            assertThatThrownBy(() -> connector.alterOffsets(directory(folder), offsets))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith("a source offset can't be set: ");
        }
        assertThatThrownBy(() -> connector.alterOffsets(directory(folder), Map.of(Map.of("file", "x"), Map.of())))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aFolderThatCanBeReadIsRight(@TempDir Path folder) {
        assertThat(errors(directory(folder))).isEmpty();
    }

    @Test
    void wrongSettingsAreTold(@TempDir Path folder) {
        assertThat(errors(directory(folder.resolve("x"))))
                .containsExactly(Map.entry(
                        "directory.path", List.of("no such folder on this worker: create it, or name another")));
        Map<String, String> json = directory(folder);
        json.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        assertThat(errors(json)).containsOnlyKeys("value.converter");
        Map<String, String> day = directory(folder);
        day.put("start.from", "yesterday");
        day.put("poll.interval", "5");
        day.put("topic", "a b");
        day.put("s3.endpoint", "ftp://x");
        day.put("aws.role.arn", "role");
        assertThat(errors(day)).containsOnlyKeys("start.from", "poll.interval", "topic", "s3.endpoint", "aws.role.arn");
        assertThat(errors(Map.of())).containsKey("source.type");
        assertThat(errors(Map.of("source.type", "s3"))).containsOnlyKeys("s3.bucket");
        assertThat(errors(Map.of("source.type", "sqs"))).containsOnlyKeys("sqs.queue.url");
        assertThat(errors(Map.of("source.type", "s3", "s3.bucket", "b", "aws.access.key.id", "i")))
                .containsOnlyKeys("aws.secret.access.key");
    }

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchBucket, gone, s3.bucket, no such bucket (NoSuchBucket: gone)",
        "403, AccessDenied, no, s3.bucket, access denied (AccessDenied: no); allow s3:ListBucket on the bucket and s3:GetObject on its objects",
        "301, PermanentRedirect, other, aws.region, it lies in another region (PermanentRedirect: other); set aws.region to that of the bucket",
        "403, InvalidAccessKeyId, who, aws.access.key.id, the credentials are not accepted (InvalidAccessKeyId: who)",
        "400, ExpiredToken, late, aws.access.key.id, 'the credentials have expired (ExpiredToken: late); renew them, or use a role'"
    })
    void aBucketThatCannotBeListedIsTold(int status, String code, String message, String setting, String text)
            throws Exception {
        try (FakeS3 s3 = new FakeS3()) {
            s3.failAlways("LIST ", new FakeS3.Refuse(status, code, message));
            assertThat(errors(bucket(s3))).containsExactly(Map.entry(setting, List.of(text)));
        }
    }

    @Test
    void aBucketWhoseObjectsCannotBeReadIsTold() throws Exception {
        try (FakeS3 s3 = new FakeS3()) {
            s3.put("AWSLogs/x.json", new byte[] {1}, Instant.now());
            assertThat(errors(bucket(s3))).isEmpty();
            s3.failAlways("AWSLogs/x.json", new FakeS3.Refuse(403, "AccessDenied", "kms:Decrypt"));
            assertThat(errors(bucket(s3)))
                    .containsExactly(Map.entry(
                            "s3.bucket",
                            List.of(
                                    "the KMS key may not be used (AccessDenied: kms:Decrypt); allow kms:Decrypt with the"
                                            + " bucket's key")));
        }
    }

    private static Map<String, String> bucket(FakeS3 s3) {
        return Map.of(
                "source.type", "s3",
                "s3.bucket", "b",
                "s3.endpoint", s3.uri().toString(),
                "s3.path.style", "true",
                "aws.access.key.id", "id",
                "aws.secret.access.key", "secret");
    }

    @Test
    void secretsAreNotPrinted() {
        Map<String, String> settings = new HashMap<>(Map.of("source.type", "s3", "aws.secret.access.key", "hush"));
        settings.put("aws.access.key.id", "hush");
        settings.put("aws.session.token", "hush");
        settings.put("aws.role.external.id", "hush");
        SourceConfig config = new SourceConfig(settings);
        assertThat(config.values().toString()).doesNotContain("hush");
        assertThat(config.aws().toString()).doesNotContain("hush");
    }

    /** Connect finds an offset by the bytes of its partition's JSON, and makes a HashMap of them itself. */
    @Test
    void partitionsHaveTheSameBytesInEveryJvm(@TempDir Path folder) throws Exception {
        try (JsonConverter json = new JsonConverter()) {
            json.configure(Map.of("schemas.enable", "false"), true);
            Map<String, String> ours = io.trailwatch.ingest.connect.source.PartitionProbe.partition("s3://b/", "x/");
            Map<String, String> connects = new HashMap<>();
            connects.put("stream", "x/");
            connects.put("source", "s3://b/");
            assertThat(json.fromConnectData("t", null, ours)).isEqualTo(json.fromConnectData("t", null, connects));
        }
    }
}
