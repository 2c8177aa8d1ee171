package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.TrailObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a file is read: when nobody has changed it for a while, by its time or from one look to another. Only files
 * that are being written, or end in the middle of something, are held in memory. For one thread.
 */
final class Sightings {
    enum Decision {
        /** Nothing is new. */
        DONE,
        /** It is being written. */
        LATER,
        READ,
        /** Nobody writes it any more: what it ends with is its end. */
        READ_AS_IT_IS
    }

    /** A file that can't be read yet. */
    private static final class Sighting {
        private final String name;
        private final Instant first;
        private long version;
        private Instant since;
        private Instant due;
        private boolean waits;

        private Sighting(String name, Instant now) {
            this.name = name;
            this.first = now;
            this.since = now;
            this.due = now;
        }
    }

    private final Duration quiet;
    private final Duration patience;
    private final Map<FileKey, Sighting> unread = new HashMap<>();

    Sightings(Duration quiet, Duration patience) {
        this.quiet = quiet;
        this.patience = patience;
    }

    /**
     * Looks at a file.
     *
     * @param known what is known of it
     * @param retry whether a damaged file is to be read once more
     */
    Decision see(FileKey key, TrailObject file, @Nullable FileEntry known, boolean retry, Instant now) {
        long version = FileEntry.versionOf(file.version());
        if (known != null && known.version() == version && isFinal(known.state(), retry)) {
            unread.remove(key);
            return Decision.DONE;
        }
        Sighting sighting = unread.get(key);
        boolean fresh = sighting == null;
        if (sighting == null) {
            sighting = new Sighting(file.name(), now);
            sighting.version = version;
        } else if (sighting.version != version) {
            sighting.version = version;
            sighting.since = now;
            sighting.waits = false;
        }
        Duration still = later(Duration.between(sighting.since, now), Duration.between(file.lastModified(), now));
        boolean half =
                sighting.waits || known != null && known.version() == version && known.state() == FileState.PARTIAL;
        Duration needed = half ? patience : quiet;
        if (still.compareTo(needed) >= 0) {
            sighting.due = Instant.MAX;
            return still.compareTo(patience) >= 0 ? Decision.READ_AS_IT_IS : Decision.READ;
        }
        sighting.due = now.plus(needed.minus(still));
        if (fresh) {
            unread.put(key, sighting);
        }
        return Decision.LATER;
    }

    private static boolean isFinal(FileState state, boolean retry) {
        return state == FileState.WHOLE || state == FileState.DAMAGED && !retry;
    }

    private static Duration later(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** What became of a file that was read. */
    void outcome(FileKey key, TrailObject file, FileOutcome outcome, Instant now) {
        if (outcome == FileOutcome.WAITING) {
            Sighting sighting = unread.computeIfAbsent(key, k -> new Sighting(file.name(), now));
            sighting.version = FileEntry.versionOf(file.version());
            sighting.waits = true;
            Duration still = later(Duration.between(sighting.since, now), Duration.between(file.lastModified(), now));
            sighting.due = now.plus(later(patience.minus(still), quiet));
        } else {
            unread.remove(key);
        }
    }

    /** How many files wait to be read. */
    int size() {
        return unread.size();
    }

    /** When the first of them was first seen, or null. */
    @Nullable
    Instant oldest() {
        return unread.values().stream()
                .map(s -> s.first)
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** When the next of them is worth a look, or {@link Instant#MAX}. */
    Instant nextDue() {
        return unread.values().stream().map(s -> s.due).min(Instant::compareTo).orElse(Instant.MAX);
    }

    /** The folders of those that are worth a look, as prefixes of names. */
    Set<String> dueFolders(Instant now) {
        Set<String> folders = new TreeSet<>();
        for (Sighting sighting : unread.values()) {
            if (!sighting.due.isAfter(now)) {
                folders.add(sighting.name.substring(0, sighting.name.lastIndexOf('/') + 1));
            }
        }
        return folders;
    }

    /** Lets go of files that were due and that the look at their folder did not find. */
    void dropGone(Instant before) {
        for (Iterator<Sighting> i = unread.values().iterator(); i.hasNext(); ) {
            Sighting sighting = i.next();
            if (!sighting.due.isAfter(before)) {
                i.remove();
            }
        }
    }
}
