package io.trailwatch.ingest.feed;

import java.time.Duration;

/**
 * How a folder is followed.
 *
 * @param feed how files are fed; always resumable
 * @param newestFirst whether of the files that are there, those changed last are read first
 * @param quiet a file that nobody changed for so long is read
 * @param patience a file that ends in the middle of something is waited for until nobody changed it for so long; then it
 *     is damaged
 * @param look how often the whole folder is looked at; more seldom where a look takes long
 * @param forget how long a file that is gone is remembered; one that comes back later is read again
 */
public record FollowSettings(
        FeedSettings feed, boolean newestFirst, Duration quiet, Duration patience, Duration look, Duration forget) {
    /** The usual times. */
    public static FollowSettings of(FeedSettings feed) {
        return new FollowSettings(
                feed.withResumable(true),
                false,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Duration.ofDays(7));
    }

    public FollowSettings withNewestFirst(boolean on) {
        return new FollowSettings(feed, on, quiet, patience, look, forget);
    }

    public FollowSettings withQuiet(Duration time) {
        return new FollowSettings(feed, newestFirst, time, patience, look, forget);
    }

    public FollowSettings withPatience(Duration time) {
        return new FollowSettings(feed, newestFirst, quiet, time, look, forget);
    }

    public FollowSettings withLook(Duration time) {
        return new FollowSettings(feed, newestFirst, quiet, patience, time, forget);
    }

    public FollowSettings withForget(Duration time) {
        return new FollowSettings(feed, newestFirst, quiet, patience, look, time);
    }
}
