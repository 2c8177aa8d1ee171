package io.trailwatch.feed;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.FolderFeed;
import io.trailwatch.ingest.feed.FollowSettings;
import io.trailwatch.ingest.feed.FollowingFeed;
import java.nio.file.Path;
import java.time.Duration;

/** A process that feeds a folder slowly and is killed meanwhile: data folder, archive, threads,
 * and {@code follow} or anything else. */
final class FeedChild {
    static final String FEEDING = "feeding";

    private FeedChild() {}

    public static void main(String[] arguments) throws Exception {
        Path archive = Path.of(arguments[1]);
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.kept(Path.of(arguments[0])))) {
            broker.createTopics(3, null);
            System.out.println(FEEDING);
            FeedSettings settings = FeedSettings.of(broker.bootstrapServers(), archive.toString())
                    .withThreads(Integer.parseInt(arguments[2]))
                    .withCommitInterval(Duration.ofMillis(40));
            FolderOfFiles slow = new FolderOfFiles(archive, 5_000_000);
            if (arguments[3].equals("follow")) {
                new FollowingFeed(slow, FollowSettings.of(settings)).start();
                Thread.currentThread().join();
            }
            new FolderFeed(slow, settings).run();
        }
        System.exit(0);
    }
}
