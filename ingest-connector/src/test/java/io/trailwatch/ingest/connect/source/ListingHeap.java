package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.s3.AwsClients;
import io.trailwatch.ingest.archive.s3.AwsSettings;
import io.trailwatch.ingest.archive.s3.S3Bucket;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A program with a small heap for {@link ListingHeapIT}: polls a bucket until there is nothing more, prints how many objects
 * were new, and does so once more for each line of standard input, which says how much later that is.
 */
final class ListingHeap {
    private ListingHeap() {}

    /** @param arguments the endpoint, and the time of the first poll */
    public static void main(String[] arguments) throws IOException {
        AwsSettings aws = new AwsSettings(
                "us-east-1",
                null,
                "id",
                "secret",
                null,
                null,
                null,
                URI.create(arguments[0]),
                null,
                null,
                true,
                false,
                8);
        SourceRun.HandClock clock = new SourceRun.HandClock(Instant.parse(arguments[1]));
        try (S3Client client = AwsClients.s3(aws)) {
            S3Bucket bucket = new S3Bucket(client, "trail", aws);
            BucketSource source = new BucketSource(
                    new BucketSource.Settings(
                            "trail",
                            "",
                            PathFilter.ALL,
                            Duration.ofHours(36),
                            30,
                            Duration.ofMinutes(1),
                            Duration.ofHours(1)),
                    Share.ALL,
                    bucket,
                    new S3Opener(bucket),
                    partitions -> Map.of(),
                    new SourceMetrics(),
                    clock,
                    () -> {});
            var lines = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
            String later = "PT0S";
            while (later != null) {
                clock.forward(Duration.parse(later));
                System.out.println(drain(source));
                later = lines.readLine();
            }
        }
    }

    private static long drain(BucketSource source) throws IOException {
        long read = 0;
        for (Claim claim = source.next(); claim != null; claim = source.next()) {
            claim.ledger().start(claim.object());
            source.done(claim);
            if (++read % 1000 == 0) {
                claim.ledger().now(); // As each batch of messages has it.
            }
        }
        return read;
    }
}
