package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.Damage;
import io.trailwatch.ingest.archive.ReadOutcome;
import io.trailwatch.ingest.archive.RecordSink;
import io.trailwatch.ingest.archive.Reject;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.archive.TrailReader;
import io.trailwatch.ingest.record.RecordSlice;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Feeds files, one after the other: finds out what of a file is new, reads that into the transaction, and notes how far it
 * came. A file is known by its source and name. One that changed since it was read is compared, byte by byte, with what was
 * read of it: where it begins with the same bytes, only what follows is new; otherwise it is another file. For one thread.
 */
final class FileFeeder implements RecordSink, AutoCloseable {
    private static final int CHECK_EVERY = 128;
    private static final byte[] NOTHING = {};

    private final FeedTransaction transaction;
    private final @Nullable FileTable files;
    private final FeedCounters counters;
    private final BooleanSupplier cancelled;
    private final TrailReader reader;
    private final ReadObject object;
    private final MessageDigest names = FileKey.sha256();
    private final String sourceName;
    private final int source;

    private @Nullable FileKey key;
    private long version;
    private String name = "";
    private boolean settled;
    private boolean damageKnown;
    private long skip;
    private long items;
    private long rejects;
    private @Nullable Held held;

    /** A rejected item that may be the beginning of something that is still being written. */
    private record Held(Reject reason, RejectedItem item) {}

    /** Ends the reading of a file when the feed is told to stop. */
    private static final class Cancelled extends IOException {
        private static final long serialVersionUID = 1L;
    }

    FileFeeder(
            FeedSettings settings,
            FeedTransaction transaction,
            @Nullable FileTable files,
            FeedCounters counters,
            BooleanSupplier cancelled) {
        this.transaction = transaction;
        this.files = files;
        this.counters = counters;
        this.cancelled = cancelled;
        this.reader = new TrailReader(settings.limits());
        this.object = new ReadObject(files == null ? null : FileKey.sha256(), counters);
        this.sourceName = settings.source();
        this.source = FileEntry.sourceOf(settings.source());
    }

    /**
     * Feeds what is new of a file.
     *
     * @param isSettled whether nobody writes it any more, so that what it ends with is its end
     */
    FileOutcome feed(TrailObject file, boolean isSettled) {
        object.set(file);
        name = file.name();
        settled = isSettled;
        damageKnown = false;
        skip = 0;
        items = 0;
        rejects = 0;
        held = null;
        key = null;
        if (files != null) {
            key = FileKey.ofName(names, sourceName, name);
            version = FileEntry.versionOf(file.version());
            FileEntry known = files.get(key);
            FileOutcome early = known == null ? null : compare(key, known);
            if (early != null) {
                counters.doneBytes.add(file.size());
                return early;
            }
        }
        try {
            return read(file);
        } catch (IOException e) {
            throw new FeedException("the feed failed at a file (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** What becomes of a file that need not be read; null for one that must, with what to pass over set. */
    private @Nullable FileOutcome compare(FileKey file, FileEntry known) {
        ReadObject.Beginning beginning = ReadObject.Beginning.SAME;
        if (known.version() != version) {
            try {
                beginning = object.beginning(known.size(), known.content());
            } catch (IOException e) {
                return unreadable(file, known, e);
            }
        } else {
            damageKnown = known.state() == FileState.DAMAGED;
        }
        if (beginning == ReadObject.Beginning.SAME && known.state() == FileState.WHOLE) {
            if (known.version() != version) {
                transaction.done(file, known.withVersion(version));
            }
            counters.known(known.items() - known.rejects(), known.rejects());
            counters.knownFiles.increment();
            return FileOutcome.KNOWN;
        }
        if (beginning == ReadObject.Beginning.SHORTER && !settled) {
            return FileOutcome.WAITING;
        }
        if (beginning == ReadObject.Beginning.SAME || beginning == ReadObject.Beginning.LONGER) {
            skip = known.items();
            rejects = known.rejects();
            counters.known(skip - rejects, rejects);
        }
        return null;
    }

    private FileOutcome unreadable(FileKey file, FileEntry known, IOException e) {
        if (!settled) {
            return e instanceof NoSuchFileException ? FileOutcome.VANISHED : FileOutcome.WAITING;
        }
        counters.damage(name, Damage.UNREADABLE, e.getClass().getSimpleName());
        transaction.done(file, known.withVersion(version).withState(FileState.DAMAGED));
        return FileOutcome.DAMAGED;
    }

    private FileOutcome read(TrailObject file) throws IOException {
        ReadOutcome outcome;
        try {
            outcome = reader.read(object, this);
        } catch (Cancelled e) {
            noteProgress(FileState.PARTIAL);
            return FileOutcome.CANCELLED;
        }
        if (held != null && (settled || object.last() == '\n')) {
            release();
        }
        counters.doneBytes.add(file.size() - object.bytes());
        counters.jsonBytes.add(outcome.jsonBytes());
        FileOutcome result = outcome(outcome.damage());
        switch (result) {
            case READ -> {
                noteProgress(FileState.WHOLE);
                counters.readFiles.increment();
            }
            case DAMAGED -> {
                noteProgress(FileState.DAMAGED);
                damaged(outcome);
            }
            default -> {
                if (items > 0) {
                    noteProgress(FileState.PARTIAL);
                }
            }
        }
        return result;
    }

    private FileOutcome outcome(@Nullable Damage damage) {
        if (damage == Damage.VANISHED && !settled) {
            return FileOutcome.VANISHED;
        }
        if (settled || damage == Damage.TOO_LARGE) {
            return damage == null ? FileOutcome.READ : FileOutcome.DAMAGED;
        }
        return damage == null && held == null ? FileOutcome.READ : FileOutcome.WAITING;
    }

    private void damaged(ReadOutcome outcome) {
        Damage damage = outcome.damage();
        if (damage == null) {
            return;
        }
        counters.damage(name, damage, outcome.detail());
        if (!damageKnown) {
            transaction.quarantine(RejectedItem.of(name, -1, damage.text(), NOTHING, 0, 0));
        }
    }

    private void noteProgress(FileState state) {
        if (key != null) {
            transaction.done(
                    key,
                    new FileEntry(
                            state, source, version, object.bytes(), object.hash(), Math.max(items, skip), rejects));
        }
    }

    @Override
    public void record(RecordSlice record) throws IOException {
        release();
        items++;
        if (items > skip && !transaction.add(name, record)) {
            rejects++;
        }
        if (items % CHECK_EVERY == 0) {
            check();
        }
    }

    @Override
    public void rejected(Reject reason, long position, byte[] array, int offset, int length) throws IOException {
        release();
        RejectedItem item = RejectedItem.of(name, position, reason.text(), array, offset, length);
        held = new Held(reason, item);
        if (settled || items < skip) {
            release();
        }
        check();
    }

    /** What was held back is followed by something: it is no beginning. */
    private void release() {
        Held now = held;
        if (now != null) {
            held = null;
            items++;
            if (items > skip) {
                rejects++;
                transaction.reject(now.reason(), now.item());
            }
        }
    }

    private void check() throws IOException {
        if (cancelled.getAsBoolean()) {
            throw new Cancelled();
        }
        if (items > skip && transaction.due()) {
            noteProgress(FileState.PARTIAL);
            transaction.commitWhenDue();
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
