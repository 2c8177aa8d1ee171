package io.trailwatch.replay;

import io.trailwatch.ingest.archive.Archive;
import io.trailwatch.ingest.archive.LocalDirectory;
import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.ReaderLimits;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is replayed.
 *
 * @param source its absolute path, by which a data folder knows it again
 * @param selection the same and which of its files, in the words of the options
 */
record ReplayArchive(Archive archive, String source, Map<String, String> selection) {
    static ReplayArchive of(ReplayOptions options) throws IOException {
        Path given = options.directory != null ? options.directory : options.file;
        if (given == null) {
            throw new IllegalStateException("not checked");
        }
        LocalDate first = options.firstDay();
        LocalDate last = options.lastDay();
        String source = given.toRealPath().toString();
        Map<String, String> selection = Map.of(
                "archive", source,
                "file-date-from", text(first),
                "file-date-to", text(last),
                "max-unpacked", Long.toString(options.maxUnpackedBytes()));
        return new ReplayArchive(new LocalDirectory(given, new PathFilter(first, last)), source, selection);
    }

    private static String text(@Nullable LocalDate day) {
        return day == null ? "" : day.toString();
    }

    /** Refuses an archive without any file to read: that is a wrong path more often than an empty trail. */
    void checkNotEmpty() throws IOException {
        try (Stream<TrailObject> objects = archive.objects()) {
            if (objects.findFirst().isEmpty()) {
                throw new ReplayException(Printable.of(archive.location())
                        + ": holds no .json, .jsonl or .gz file of the asked days: check the path and the dates");
            }
        }
    }

    /** How it is fed into a log. */
    FeedSettings feedSettings(ReplayLog log, String id, ReplayOptions options) {
        return FeedSettings.of("", source)
                .withClient(log.clients())
                .withTopics(log.topics())
                .withId(ReplayLog.group(log.kept() ? log.topics().records() : id))
                .withThreads(options.threadCount())
                .withResumable(log.kept())
                .withLimits(ReaderLimits.DEFAULT.withMaxGzipOutput(options.maxUnpackedBytes()))
                .withMaxMessageBytes(log.maxMessageBytes());
    }
}
