package io.trailwatch.bench;

import io.trailwatch.ingest.connect.ConnectorSettings;
import io.trailwatch.ingest.connect.SourceConfig;
import io.trailwatch.ingest.connect.Sources;
import io.trailwatch.ingest.connect.source.ObjectPump;
import io.trailwatch.ingest.connect.source.Share;
import io.trailwatch.ingest.connect.source.SourceMetrics;
import io.trailwatch.ingest.connect.source.TrailMessage;
import io.trailwatch.ingest.archive.s3.AwsClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Small objects, one after the other: by the SDK alone ({@code sdk}: lists, gets each and reads its bytes) and by the
 * connector's reader ({@code pump}: lists, gets, unzips, cuts out records, makes messages with offsets). {@code SmallObjects
 * ENDPOINT BUCKET} takes a command a line and answers with nanoseconds and the number of objects.
 */
final class SmallObjects {
    private final Map<String, String> settings;
    private final SourceConfig config;
    private final String bucket;

    private SmallObjects(String endpoint, String bucket) {
        this.bucket = bucket;
        settings = new HashMap<>(Map.of(
                ConnectorSettings.SOURCE, "s3",
                ConnectorSettings.S3_BUCKET, bucket,
                ConnectorSettings.S3_ENDPOINT, endpoint,
                ConnectorSettings.S3_PATH_STYLE, "true",
                ConnectorSettings.AWS_REGION, "us-east-1",
                ConnectorSettings.AWS_ACCESS_KEY_ID, "id",
                ConnectorSettings.AWS_SECRET_ACCESS_KEY, "secret",
                ConnectorSettings.PACK_RECORDS, "true"));
        config = new SourceConfig(settings);
    }

    public static void main(String[] arguments) throws Exception {
        SmallObjects objects = new SmallObjects(arguments[0], arguments[1]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long start = System.nanoTime();
            long count = line.equals("sdk") ? objects.sdk() : objects.pump();
            System.out.println(System.nanoTime() - start + " " + count);
        }
        Runtime.getRuntime().exit(0);
    }

    private long sdk() throws IOException {
        byte[] buffer = new byte[1 << 16];
        long count = 0;
        try (S3Client client = AwsClients.s3(config.aws())) {
            String token = null;
            do {
                String next = token;
                ListObjectsV2Response page =
                        client.listObjectsV2(request -> request.bucket(bucket).continuationToken(next));
                for (S3Object object : page.contents()) {
                    try (InputStream stream = client.getObject(request -> request.bucket(bucket).key(object.key()))) {
                        while (stream.read(buffer) >= 0) {
                            // its bytes
                        }
                    }
                    count++;
                }
                token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
            } while (token != null);
        }
        return count;
    }

    private long pump() throws InterruptedException {
        SourceMetrics metrics = new SourceMetrics();
        try (ObjectPump pump = new ObjectPump(
                Sources.open(config, Share.ALL, partitions -> Map.of(), metrics), config.pump(), metrics, "bench")) {
            pump.start();
            List<TrailMessage> batch = new ArrayList<>();
            while (batch != null || !pump.isIdle()) {
                batch = pump.poll(5);
                if (batch != null) {
                    batch.forEach(pump::arrived);
                }
            }
            return metrics.get("objects");
        }
    }
}
