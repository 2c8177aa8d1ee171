package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.archive.s3.AwsClients;
import io.trailwatch.ingest.archive.s3.AwsSettings;
import io.trailwatch.ingest.archive.s3.S3Bucket;
import io.trailwatch.ingest.connect.source.BucketSource;
import io.trailwatch.ingest.connect.source.DirectorySource;
import io.trailwatch.ingest.connect.source.OffsetStore;
import io.trailwatch.ingest.connect.source.QueueSource;
import io.trailwatch.ingest.connect.source.S3Opener;
import io.trailwatch.ingest.connect.source.Share;
import io.trailwatch.ingest.connect.source.SourceMetrics;
import io.trailwatch.ingest.connect.source.TrailSource;
import java.time.Clock;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the source that a configuration asks for. */
public final class Sources {
    private Sources() {}

    public static TrailSource open(SourceConfig config, Share share, OffsetStore offsets, SourceMetrics metrics) {
        Clock clock = Clock.systemUTC();
        return switch (config.source()) {
            case DIRECTORY -> new DirectorySource(config.directory(), share, offsets, metrics, clock);
            case S3 -> {
                AwsSettings aws = config.aws();
                S3Client client = AwsClients.s3(aws);
                S3Bucket bucket = new S3Bucket(client, config.bucket().bucket(), aws);
                yield new BucketSource(
                        config.bucket(), share, bucket, new S3Opener(bucket), offsets, metrics, clock, client::close);
            }
            case SQS -> {
                AwsSettings aws = config.aws();
                yield QueueSource.open(
                        config.queue(),
                        AwsClients.sqs(aws),
                        config.getInt(ConnectorSettings.SQS_VISIBILITY),
                        config.getInt(ConnectorSettings.SQS_WAIT),
                        AwsClients.s3(aws),
                        aws,
                        offsets,
                        metrics,
                        clock);
            }
        };
    }
}
