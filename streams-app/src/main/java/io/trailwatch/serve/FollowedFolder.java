package io.trailwatch.serve;

import io.trailwatch.config.ConfigException;
import io.trailwatch.ingest.archive.LocalDirectory;
import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.feed.DamagedFile;
import io.trailwatch.ingest.feed.FeedCounters;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.FollowSettings;
import io.trailwatch.ingest.feed.FollowingFeed;
import io.trailwatch.text.Printable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A folder of this machine. */
final class FollowedFolder extends FollowedFeed {
    private static final String FEED_ID = "trailwatch-feed";

    private final LocalDirectory archive;
    private final FollowingFeed feed;

    private FollowedFolder(LocalDirectory archive, FollowingFeed feed) {
        super(feed::caughtUp, feed::trouble, feed::close);
        this.archive = archive;
        this.feed = feed;
    }

    /**
     * The folder's own path, which names it for ever in what is noted of its files.
     *
     * @throws ConfigException when there is no such folder, or it can't be read
     */
    static Path checked(Path folder) {
        String name = "--directory: " + Printable.of(folder.toString());
        if (!Files.isDirectory(folder)) {
            throw new ConfigException(name + " is no folder: check the path");
        }
        if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            throw new ConfigException(name + " can't be read: check its permissions");
        }
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new ConfigException(name + " can't be read (" + e.getClass().getSimpleName() + "): check the path");
        }
    }

    static FollowedFolder start(Path folder, ServeOptions options, MonitorKafka kafka) {
        LocalDirectory archive = new LocalDirectory(folder, PathFilter.ALL);
        String id = kafka.embedded() == null ? FEED_ID + "-" + instance(folder) : FEED_ID;
        FeedSettings settings = settings(folder.toString(), id, kafka).withThreads(options.threadCount());
        FollowingFeed feed =
                new FollowingFeed(archive, FollowSettings.of(settings).withNewestFirst(options.newestFirst));
        feed.start();
        return new FollowedFolder(archive, feed);
    }

    /** Two feeds of one cluster have two names, and each keeps its own over restarts. */
    private static String instance(Path folder) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "";
        }
        return UUID.nameUUIDFromBytes((host + '\0' + folder).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public String location() {
        return archive.location();
    }

    @Override
    public Map<String, Long> files() {
        FeedCounters counters = feed.counters();
        return Map.of(
                "read", counters.readFiles(),
                "damaged", counters.damagedFiles(),
                "known", counters.knownFiles(),
                "skipped",
                        archive.skipped().values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
    }

    @Override
    public long bytes() {
        return feed.counters().storedBytes();
    }

    @Override
    public long rejected() {
        return feed.counters().rejected();
    }

    @Override
    public long pendingFiles() {
        return feed.pendingFiles();
    }

    @Override
    public Duration lag() {
        return feed.lag();
    }

    @Override
    public List<DamagedFile> damaged() {
        return feed.counters().damaged();
    }
}
