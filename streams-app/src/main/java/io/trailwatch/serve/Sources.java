package io.trailwatch.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a monitor follows. */
final class Sources {
    private final ServeOptions options;
    private final @Nullable Path folder;
    private final Map<String, Map<String, String>> buckets;

    private Sources(ServeOptions options, @Nullable Path folder, Map<String, Map<String, String>> buckets) {
        this.options = options;
        this.folder = folder;
        this.buckets = buckets;
    }

    /** @throws io.trailwatch.config.ConfigException when one of them can't be there */
    static Sources checked(ServeOptions options) {
        Map<String, Map<String, String>> buckets = new LinkedHashMap<>();
        options.s3.forEach(address -> buckets.put(address, FollowedBucket.listing(address, options)));
        options.sqs.forEach(url -> buckets.put(url, FollowedBucket.queue(url, options)));
        Path folder = options.directory == null ? null : FollowedFolder.checked(options.directory);
        return new Sources(options, folder, buckets);
    }

    List<Following> follow(MonitorKafka kafka, Closing closing) {
        List<Following> following = new ArrayList<>();
        if (folder != null) {
            following.add(closing.add(FollowedFolder.start(folder, options, kafka)));
        }
        buckets.forEach(
                (location, source) -> following.add(closing.add(FollowedBucket.start(location, source, kafka))));
        return List.copyOf(following);
    }
}
