package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.TrailObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A file that is being read: counts its stored bytes and, where asked, hashes them on the way. Reusable. */
final class ReadObject implements TrailObject {
    private static final int CHUNK = 64 * 1024;

    private final @Nullable MessageDigest digest;
    private final FeedCounters counters;
    private @Nullable TrailObject object;
    private long bytes;
    private int last;

    ReadObject(@Nullable MessageDigest digest, FeedCounters counters) {
        this.digest = digest;
        this.counters = counters;
    }

    ReadObject set(TrailObject next) {
        object = next;
        return this;
    }

    private TrailObject object() {
        if (object == null) {
            throw new IllegalStateException("no file");
        }
        return object;
    }

    /** Bytes read since it was opened. */
    long bytes() {
        return bytes;
    }

    /** The last byte that was read, or -1. */
    int last() {
        return last;
    }

    /** The hash of the bytes read so far. */
    FileKey hash() {
        if (digest == null) {
            throw new IllegalStateException("nothing is hashed");
        }
        try {
            return FileKey.of(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 can be cloned", e);
        }
    }

    /** Whether the file begins with the bytes that are hashed so, and if it does, whether it has more. */
    Beginning beginning(long size, FileKey hash) throws IOException {
        byte[] chunk = new byte[CHUNK];
        MessageDigest sha256 = FileKey.sha256();
        try (InputStream stream = object().open()) {
            long left = size;
            while (left > 0) {
                int n = stream.read(chunk, 0, (int) Math.min(left, chunk.length));
                if (n < 0) {
                    return Beginning.SHORTER;
                }
                sha256.update(chunk, 0, n);
                left -= n;
            }
            if (!FileKey.of(sha256.digest()).equals(hash)) {
                return Beginning.OTHER;
            }
            return stream.read() < 0 ? Beginning.SAME : Beginning.LONGER;
        }
    }

    /** How a file compares with what was read of it before. */
    enum Beginning {
        SAME,
        LONGER,
        SHORTER,
        OTHER
    }

    @Override
    public String name() {
        return object().name();
    }

    @Override
    public long size() {
        return object().size();
    }

    @Override
    public Instant lastModified() {
        return object().lastModified();
    }

    @Override
    public String version() {
        return object().version();
    }

    @Override
    public InputStream open() throws IOException {
        bytes = 0;
        last = -1;
        if (digest != null) {
            digest.reset();
        }
        return new Counted(object().open());
    }

    private final class Counted extends FilterInputStream {
        private Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = in.read(target, offset, length);
            if (n > 0) {
                bytes += n;
                counters.storedBytes.add(n);
                counters.doneBytes.add(n);
                last = target[offset + n - 1];
                if (digest != null) {
                    digest.update(target, offset, n);
                }
            }
            return n;
        }
    }
}
