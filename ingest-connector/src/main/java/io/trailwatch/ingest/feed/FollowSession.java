package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.Archive;
import io.trailwatch.ingest.archive.LocalDirectory;
import io.trailwatch.ingest.archive.SkipReason;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.feed.Sightings.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows an archive over one set of producers. A look hands every file that can be read to the crew, and the next one comes
 * when all of it is committed, so that no file is in two hands. For one thread, except the readings.
 */
final class FollowSession implements AutoCloseable {
    /** Of the newest files so many are read between two looks. */
    private static final int NEWEST = 20_000;
    /** A look at everything takes at most this part of the time. */
    private static final int LOOK_SHARE = 20;
    /** With every folder watched, all is looked at so much more seldom. */
    private static final int WATCHED = 6;

    private static final Duration SHORT_WAIT = Duration.ofMillis(200);

    private final Archive archive;
    private final FollowSettings settings;
    private final FileTable files;
    private final FeedCrew crew;
    private final @Nullable FolderWatch watch;
    private final Sightings sightings;
    private final MessageDigest names = FileKey.sha256();
    private final Set<String> changed = new TreeSet<>();
    private final int source;
    private Instant nextFullLook = Instant.MIN;
    private boolean retryDamaged = true;
    private boolean more;
    private volatile boolean caughtUp;
    private volatile boolean stopped;
    private volatile long waiting;
    private volatile @Nullable Instant behindSince;

    FollowSession(
            Archive archive, FollowSettings settings, FileTable files, FeedCrew crew, @Nullable FolderWatch watch) {
        this.archive = archive;
        this.settings = settings;
        this.files = files;
        this.crew = crew;
        this.watch = watch;
        this.sightings = new Sightings(settings.quiet(), settings.patience());
        this.source = FileEntry.sourceOf(settings.feed().source());
    }

    long pending() {
        return waiting + crew.outstanding();
    }

    @Nullable
    Instant behindSince() {
        return pending() == 0 ? null : behindSince;
    }

    /** Whether everything that was there at the first look is read. */
    boolean caughtUp() {
        return caughtUp;
    }

    void stop() {
        stopped = true;
        crew.stop();
    }

    /** Looks at what may have changed, and waits until what was found is committed. */
    void look() throws IOException, InterruptedException {
        Instant now = Instant.now();
        if (behindSince() == null) {
            behindSince = now;
        }
        if (!now.isBefore(nextFullLook) || !(archive instanceof LocalDirectory)) {
            lookAtAll(now);
        } else {
            lookAtChanged((LocalDirectory) archive, now);
        }
        while (!stopped && !crew.drained(SHORT_WAIT.toMillis())) {
            crew.check();
        }
        takeOutcomes();
        sightings.dropGone(now);
        waiting = sightings.size();
        behindSince = sightings.oldest();
        caughtUp |= !more && !stopped;
    }

    private void lookAtAll(Instant now) throws IOException, InterruptedException {
        more = false;
        try (Stream<TrailObject> objects = archive.objects()) {
            take(objects, now);
        }
        takeOutcomes();
        changed.clear();
        Duration took = Duration.between(now, Instant.now());
        Duration wait = settings.look().multipliedBy(watch != null && watch.complete() ? WATCHED : 1);
        Duration least = took.multipliedBy(LOOK_SHARE);
        nextFullLook = more ? Instant.MIN : now.plus(wait.compareTo(least) > 0 ? wait : least);
        retryDamaged = false;
        if (!more) {
            forgetGone(now);
        }
    }

    private void lookAtChanged(LocalDirectory folder, Instant now) throws InterruptedException {
        Set<String> prefixes = new TreeSet<>(changed);
        changed.clear();
        prefixes.addAll(sightings.dueFolders(now));
        for (String prefix : prefixes) {
            try (Stream<TrailObject> objects = folder.objectsIn(prefix)) {
                take(objects, now);
            } catch (IOException | IllegalArgumentException e) {
                // It is gone, or can't be named: the next look at everything tells.
                nextFullLook = now.plus(settings.quiet());
            }
        }
    }

    /** A file that can be read. */
    private record Ready(TrailObject file, boolean asItIs) {
        private static final Comparator<Ready> OLDEST_FIRST = Comparator.comparing(ready -> ready.file.lastModified());
    }

    private void take(Stream<TrailObject> objects, Instant now) throws IOException, InterruptedException {
        PriorityQueue<Ready> newest = new PriorityQueue<>(Ready.OLDEST_FIRST);
        try {
            for (Iterator<TrailObject> i = objects.iterator(); i.hasNext() && !stopped; ) {
                TrailObject file = i.next();
                FileKey key = key(file);
                Decision decision = sightings.see(key, file, files.see(key, FileTable.now()), retryDamaged, now);
                if (decision == Decision.DONE || decision == Decision.LATER) {
                    continue;
                }
                Ready ready = new Ready(file, decision == Decision.READ_AS_IT_IS);
                if (!settings.newestFirst()) {
                    submit(ready);
                    continue;
                }
                newest.add(ready);
                if (newest.size() > NEWEST) {
                    newest.remove();
                    more = true;
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        List<Ready> ordered = new ArrayList<>(newest);
        ordered.sort(Ready.OLDEST_FIRST.reversed());
        for (Ready ready : ordered) {
            submit(ready);
        }
    }

    private void submit(Ready ready) throws InterruptedException {
        if (!crew.submit(FeedCrew.Task.read(ready.file(), ready.asItIs()))) {
            crew.check();
        }
        takeOutcomes();
    }

    private FileKey key(TrailObject file) {
        return FileKey.ofName(names, settings.feed().source(), file.name());
    }

    private void takeOutcomes() {
        Instant now = Instant.now();
        for (FeedCrew.Done done = crew.poll(); done != null; done = crew.poll()) {
            sightings.outcome(key(done.file()), done.file(), done.outcome(), now);
        }
    }

    /** What a whole look did not find for a long time is forgotten. */
    private void forgetGone(Instant look) throws InterruptedException {
        if (stopped || archive.skipped().containsKey(SkipReason.UNREADABLE_FOLDER)) {
            return;
        }
        // What this look saw, or what was committed meanwhile, bears its time or a later one.
        long before = look.getEpochSecond() - settings.forget().toSeconds();
        List<FileKey> gone = files.removeUnseen(source, (int) Math.max(Integer.MIN_VALUE, before));
        if (!gone.isEmpty() && !crew.submit(FeedCrew.Task.forget(gone))) {
            crew.check();
        }
    }

    /** After a look that failed. */
    void failed() {
        nextFullLook = Instant.now().plus(settings.look());
    }

    /** Waits until there may be something to look at. */
    void await() throws InterruptedException {
        while (!stopped) {
            Instant now = Instant.now();
            Instant due = sightings.nextDue();
            Instant next = due.isBefore(nextFullLook) ? due : nextFullLook;
            if (!next.isAfter(now) || !changed.isEmpty()) {
                return;
            }
            Duration left = Duration.between(now, next);
            hear(left.compareTo(SHORT_WAIT) < 0 ? left : SHORT_WAIT);
        }
    }

    private void hear(Duration time) throws InterruptedException {
        if (watch == null) {
            Thread.sleep(Math.max(1, time.toMillis()));
            return;
        }
        Set<String> heard = watch.await(time);
        if (heard == null) {
            nextFullLook = Instant.MIN;
        } else {
            changed.addAll(heard);
        }
    }

    @Override
    public void close() {
        stopped = true;
        if (watch != null) {
            watch.close();
        }
    }
}
