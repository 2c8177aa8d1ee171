package io.trailwatch.serve;

import io.trailwatch.config.ConfigException;
import io.trailwatch.ingest.connect.ConnectorSettings;
import io.trailwatch.ingest.connect.SourceConfig;
import io.trailwatch.ingest.connect.SourceFeed;
import io.trailwatch.ingest.feed.DamagedFile;
import io.trailwatch.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;

/** A bucket, by listing it or by the notices in a queue. */
final class FollowedBucket extends FollowedFeed {
    private static final String SCHEME = "s3://";
    private static final String FEED_ID = "trailwatch-source-";

    private final String location;
    private final SourceFeed feed;

    private FollowedBucket(String location, SourceFeed feed) {
        super(feed::caughtUp, feed::trouble, feed::close);
        this.location = location;
        this.feed = feed;
    }

    /** The connector's settings for a bucket. */
    static Map<String, String> listing(String address, ServeOptions options) {
        String path = address.substring(SCHEME.length());
        int slash = path.indexOf('/');
        Map<String, String> source = aws(options);
        source.put(ConnectorSettings.SOURCE, "s3");
        source.put(ConnectorSettings.S3_BUCKET, slash < 0 ? path : path.substring(0, slash));
        source.put(ConnectorSettings.S3_PREFIX, slash < 0 ? "" : path.substring(slash + 1));
        return checked("--s3", source);
    }

    /** The connector's settings for a queue. */
    static Map<String, String> queue(String url, ServeOptions options) {
        Map<String, String> source = aws(options);
        source.put(ConnectorSettings.SOURCE, "sqs");
        source.put(ConnectorSettings.SQS_QUEUE_URL, url);
        return checked("--sqs", source);
    }

    private static Map<String, String> checked(String option, Map<String, String> source) {
        try {
            SourceConfig config = new SourceConfig(source);
            return config.originalsStrings();
        } catch (KafkaException e) {
            throw new ConfigException(option + ": " + Printable.of(String.valueOf(e.getMessage()), 300));
        }
    }

    private static Map<String, String> aws(ServeOptions options) {
        Map<String, String> source = new HashMap<>();
        if (options.s3Region != null) {
            source.put(ConnectorSettings.AWS_REGION, options.s3Region);
        }
        if (options.s3Endpoint != null) {
            source.put(ConnectorSettings.S3_ENDPOINT, options.s3Endpoint.toString());
            source.put(ConnectorSettings.SQS_ENDPOINT, options.s3Endpoint.toString());
        }
        source.put(ConnectorSettings.S3_PATH_STYLE, Boolean.toString(options.s3PathStyle));
        return source;
    }

    /** @param location {@code s3://BUCKET/PREFIX} or a queue's URL: names it for ever in what is noted of its objects */
    static FollowedBucket start(String location, Map<String, String> source, MonitorKafka kafka) {
        String id = FEED_ID + UUID.nameUUIDFromBytes(location.getBytes(StandardCharsets.UTF_8));
        return new FollowedBucket(location, SourceFeed.start(source, settings(location, id, kafka)));
    }

    @Override
    public String location() {
        return Printable.of(location);
    }

    @Override
    public Map<String, Long> files() {
        long damaged = feed.metrics().damaged().size();
        return Map.of(
                "read",
                Math.max(0, feed.metrics().get("objects") - damaged),
                "damaged",
                damaged,
                "known",
                feed.metrics().get("skipped-duplicate"),
                "skipped",
                feed.metrics().sum("skipped-") - feed.metrics().get("skipped-duplicate"));
    }

    @Override
    public long bytes() {
        return feed.metrics().get("bytes");
    }

    @Override
    public long rejected() {
        return feed.metrics().sum("rejected-");
    }

    /** How many is not known before all is listed: 1 while there is something. */
    @Override
    public long pendingFiles() {
        return feed.isBehind() ? 1 : 0;
    }

    @Override
    public Duration lag() {
        return Duration.ofSeconds(feed.metrics().values().getOrDefault("lag-seconds", 0L));
    }

    @Override
    public List<DamagedFile> damaged() {
        return feed.metrics().damaged();
    }
}
