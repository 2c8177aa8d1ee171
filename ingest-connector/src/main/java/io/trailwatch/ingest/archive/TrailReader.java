package io.trailwatch.ingest.archive;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of any file of a trail: plain or gzip (told by its first bytes, whatever its name says), in every shape
 * that CloudTrail, its console, {@code aws cloudtrail lookup-events}, EventBridge or a JSON Lines export write. It streams:
 * memory grows with the largest record, up to {@link ReaderLimits#maxRecordBytes()}, not with the file. Each record's bytes
 * are handed on unchanged (those of lookup-events, which hold it as a string, decoded).
 *
 * <p>JSON is checked strictly (see {@link io.trailwatch.ingest.record.JsonScanner}). Bad bytes never make it throw: what is
 * broken is rejected or reported as {@link Damage}, and what is whole before it is handed on.
 *
 * <p>Reusable, for one thread at a time.
 */
public final class TrailReader implements AutoCloseable {
    private final ReaderLimits limits;
    private final ByteFeed feed = new ByteFeed();
    private final Gunzip gunzip = new Gunzip(feed);
    private final Window window;
    private final DocumentReader documents;

    public TrailReader() {
        this(ReaderLimits.DEFAULT);
    }

    public TrailReader(ReaderLimits limits) {
        this(limits, Window.INITIAL);
    }

    /** For tests: a small window ends within every kind of token. */
    TrailReader(ReaderLimits limits, int window) {
        this.limits = limits;
        this.window = new Window(window);
        this.documents = new DocumentReader(this.window, limits);
    }

    /**
     * Hands every record of {@code object} to {@code sink}, in the file's order.
     *
     * @throws IOException only what the sink throws; trouble with the object is in the outcome
     */
    public ReadOutcome read(TrailObject object, RecordSink sink) throws IOException {
        InputStream stream;
        try {
            stream = object.open();
        } catch (IOException e) {
            DamageException damage = ByteFeed.of(e);
            return new ReadOutcome(0, 0, 0, 0, damage.damage(), damage.detail());
        }
        try {
            return read(stream, sink);
        } finally {
            feed.stop();
            closeQuietly(stream);
        }
    }

    private ReadOutcome read(InputStream stream, RecordSink sink) throws IOException {
        feed.start(stream);
        Window.Source source;
        try {
            source = Gunzip.isGzip(feed) ? gunzip::read : feed::readTo;
        } catch (DamageException e) {
            return new ReadOutcome(0, 0, feed.total(), 0, e.damage(), e.detail());
        }
        gunzip.start(limits.maxGzipOutput());
        window.start(source);
        documents.read(sink);
        return outcome(window.damage(), documents.recovery().problem());
    }

    private ReadOutcome outcome(@Nullable DamageException damage, @Nullable String problem) {
        RecordTaker taker = documents.taker();
        Damage why = damage != null ? damage.damage() : problem != null ? Damage.NOT_JSON : null;
        return new ReadOutcome(
                taker.records(),
                taker.rejected(),
                feed.total(),
                window.total(),
                why,
                damage != null ? damage.detail() : problem);
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // Everything was read, or its damage is known.
        }
    }

    /** Frees the decompressor's native memory. */
    @Override
    public void close() {
        gunzip.close();
    }
}
