package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.LocalDirectory;
import io.trailwatch.ingest.archive.LocalFile;
import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.TrailObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder with all below it, read once or followed: walked again and again, files being read when they have not changed for a
 * while. Each version of a file (size and time) is read whole.
 */
public final class DirectorySource implements TrailSource {
    /**
     * @param follow whether new files are waited for
     * @param settle how long a file must have been unchanged when followed
     * @param overlap see {@link ListingLedger}
     */
    public record Settings(
            Path folder, PathFilter filter, boolean follow, Duration settle, Duration poll, Duration overlap) {}

    private static final long FOREVER = Duration.ofMinutes(1).toMillis();

    private final Settings settings;
    private final Share share;
    private final SourceMetrics metrics;
    private final Clock clock;
    private final LocalDirectory directory;
    private final Ledgers<ListingLedger> ledgers;
    private final Set<ListingLedger> passing = new LinkedHashSet<>();
    private @Nullable Stream<TrailObject> walk;
    private @Nullable Iterator<TrailObject> files;
    private @Nullable Claim upcoming;
    private long nextWalk;
    private boolean walked;

    public DirectorySource(Settings settings, Share share, OffsetStore store, SourceMetrics metrics, Clock clock) {
        this.settings = settings;
        this.share = share;
        this.metrics = metrics;
        this.clock = clock;
        this.directory = new LocalDirectory(settings.folder(), settings.filter());
        this.ledgers = new Ledgers<>(address(settings.folder()), store, ListingLedger::new);
    }

    /** How this folder is named in offsets. */
    public static String address(Path folder) {
        return "file:" + folder.toAbsolutePath().normalize().toString().replace('\\', '/');
    }

    @Override
    public boolean ready() {
        if (upcoming == null && files != null) {
            upcoming = advance();
        }
        return upcoming != null;
    }

    @Override
    public @Nullable Claim next() throws IOException {
        if (files == null) {
            long now = clock.millis();
            if (now < nextWalk || (walked && !settings.follow())) {
                return null;
            }
            try {
                Stream<TrailObject> objects = directory.objects();
                walk = objects;
                files = objects.iterator();
            } catch (IOException e) {
                throw new SourceException(
                        "directory.path: " + settings.folder() + " can't be listed ("
                                + e.getClass().getSimpleName() + "); create it or allow it to be read",
                        e);
            }
            nextWalk = now + settings.poll().toMillis();
        }
        if (!ready()) {
            return null;
        }
        Claim claim = upcoming;
        upcoming = null;
        return claim;
    }

    private @Nullable Claim advance() {
        Iterator<TrailObject> i = files;
        try {
            while (i != null && i.hasNext()) {
                Claim claim = claim(i.next());
                if (claim != null) {
                    return claim;
                }
            }
        } catch (UncheckedIOException e) {
            throw new SourceException(
                    "directory.path: " + settings.folder() + " can't be listed any more: " + e.getMessage(), e);
        }
        endWalk();
        return null;
    }

    private void endWalk() {
        passing.forEach(ListingLedger::endPass);
        passing.clear();
        if (share.task() == 0) {
            metrics.skipped(directory.skipped());
        }
        metrics.unread(0);
        walked = true;
        closeWalk();
    }

    private @Nullable Claim claim(TrailObject file) {
        String stream = file.name().substring(0, file.name().lastIndexOf('/') + 1);
        if (!share.has(stream)) {
            return null;
        }
        ListingLedger ledger = ledgers.get(stream);
        long now = clock.millis();
        if (passing.add(ledger)) {
            ledger.beginPass(true, now, settings.overlap().toMillis());
        }
        Instant changed = file instanceof LocalFile local ? local.changed() : file.lastModified();
        long time = changed.toEpochMilli();
        if (ledger.isDone(file, time)) {
            return null;
        }
        if (settings.follow() && now - time < settings.settle().toMillis() && now >= time) {
            return null; // A later walk comes by it.
        }
        metrics.unread(time);
        return Claim.of(file, directory.location() + '/' + file.name(), ledger, time);
    }

    @Override
    public long idleMillis() {
        if (walked && !settings.follow()) {
            return FOREVER;
        }
        return Math.max(1, Math.min(settings.poll().toMillis(), nextWalk - clock.millis()));
    }

    @Override
    public void done(Claim claim) {
        ((ListingLedger) claim.ledger()).done(claim.object(), claim.time());
    }

    @Override
    public boolean leaveOut(Claim claim, long items) {
        return ((ListingLedger) claim.ledger()).leftOut(claim.object(), items);
    }

    @Override
    public void committed(Claim claim) {
        // The offsets say it all.
    }

    private void closeWalk() {
        Stream<TrailObject> open = walk;
        walk = null;
        files = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closeWalk();
    }
}
