package io.trailwatch.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a monitor follows. */
final class Sources {
    private final ServeOptions options;
    private final @Nullable Path folder;

    private Sources(ServeOptions options, @Nullable Path folder) {
        this.options = options;
        this.folder = folder;
    }

    /** @throws io.trailwatch.config.ConfigException when one of them can't be there */
    static Sources checked(ServeOptions options) {
        return new Sources(options, options.directory == null ? null : FollowedFolder.checked(options.directory));
    }

    List<Following> follow(MonitorKafka kafka, Closing closing) {
        List<Following> following = new ArrayList<>();
        if (folder != null) {
            following.add(closing.add(FollowedFolder.start(folder, options, kafka)));
        }
        for (String address : options.s3) {
            following.add(closing.add(FollowedBucket.listed(address, options, kafka)));
        }
        for (String queueUrl : options.sqs) {
            following.add(closing.add(FollowedBucket.told(queueUrl, options, kafka)));
        }
        return List.copyOf(following);
    }
}
