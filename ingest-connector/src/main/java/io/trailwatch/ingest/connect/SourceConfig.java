package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.ReaderLimits;
import io.trailwatch.ingest.archive.s3.AwsSettings;
import io.trailwatch.ingest.archive.s3.Backoff;
import io.trailwatch.ingest.connect.source.BucketSource;
import io.trailwatch.ingest.connect.source.DirectorySource;
import io.trailwatch.ingest.connect.source.PumpSettings;
import io.trailwatch.ingest.connect.source.QueueSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** A parsed configuration, as what the sources take. */
public final class SourceConfig extends AbstractConfig {
    public SourceConfig(Map<String, String> properties) {
        super(ConnectorSettings.definition(), properties, false);
    }

    public SourceType source() {
        return SourceType.of(getString(ConnectorSettings.SOURCE));
    }

    PathFilter filter() {
        String day = getString(ConnectorSettings.START_FROM);
        return new PathFilter(day.isEmpty() ? null : LocalDate.parse(day), null);
    }

    public PumpSettings pump() {
        return new PumpSettings(
                new ReaderLimits(
                        getLong(ConnectorSettings.MAX_GZIP_OUTPUT),
                        getInt(ConnectorSettings.MAX_RECORD_BYTES),
                        ReaderLimits.DEFAULT.maxDepth()),
                getBoolean(ConnectorSettings.PACK_RECORDS),
                getInt(ConnectorSettings.BATCH_RECORDS),
                getInt(ConnectorSettings.MAX_MESSAGE_BYTES),
                getInt(ConnectorSettings.MAX_LEFT_OUT),
                Backoff.STANDARD);
    }

    public DirectorySource.Settings directory() {
        return new DirectorySource.Settings(
                Path.of(getString(ConnectorSettings.DIRECTORY_PATH)),
                filter(),
                getBoolean(ConnectorSettings.DIRECTORY_FOLLOW),
                duration(ConnectorSettings.DIRECTORY_SETTLE),
                duration(ConnectorSettings.POLL_INTERVAL),
                duration(ConnectorSettings.OVERLAP_WINDOW));
    }

    public BucketSource.Settings bucket() {
        return new BucketSource.Settings(
                getString(ConnectorSettings.S3_BUCKET),
                prefix(),
                filter(),
                duration(ConnectorSettings.OVERLAP_WINDOW),
                getInt(ConnectorSettings.S3_LOOK_BACK_DAYS),
                duration(ConnectorSettings.POLL_INTERVAL),
                duration(ConnectorSettings.S3_EXPLORE_INTERVAL));
    }

    public QueueSource.Settings queue() {
        return new QueueSource.Settings(
                getString(ConnectorSettings.SQS_QUEUE_URL),
                text(ConnectorSettings.S3_BUCKET),
                prefix(),
                filter(),
                getInt(ConnectorSettings.SQS_MAX_RECEIVES));
    }

    private String prefix() {
        String prefix = getString(ConnectorSettings.S3_PREFIX);
        while (prefix.startsWith("/")) {
            prefix = prefix.substring(1);
        }
        return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + '/';
    }

    public AwsSettings aws() {
        return new AwsSettings(
                text(ConnectorSettings.AWS_REGION),
                text(ConnectorSettings.AWS_PROFILE),
                secret(ConnectorSettings.AWS_ACCESS_KEY_ID),
                secret(ConnectorSettings.AWS_SECRET_ACCESS_KEY),
                secret(ConnectorSettings.AWS_SESSION_TOKEN),
                text(ConnectorSettings.AWS_ROLE_ARN),
                secret(ConnectorSettings.AWS_ROLE_EXTERNAL_ID),
                uri(ConnectorSettings.S3_ENDPOINT),
                uri(ConnectorSettings.SQS_ENDPOINT),
                uri(ConnectorSettings.AWS_STS_ENDPOINT),
                getBoolean(ConnectorSettings.S3_PATH_STYLE),
                getBoolean(ConnectorSettings.S3_REQUESTER_PAYS),
                getInt(ConnectorSettings.AWS_MAX_ATTEMPTS));
    }

    private Duration duration(String name) {
        return Duration.parse(getString(name));
    }

    private @Nullable String text(String name) {
        String text = getString(name);
        return text.isEmpty() ? null : text;
    }

    private @Nullable String secret(String name) {
        Password secret = getPassword(name);
        return secret == null || secret.value().isEmpty() ? null : secret.value();
    }

    private @Nullable URI uri(String name) {
        String text = getString(name);
        return text.isEmpty() ? null : URI.create(text);
    }
}
