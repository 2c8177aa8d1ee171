package io.trailwatch.ingest.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The stored bytes of one object in chunks; turns what goes wrong there into damage. */
final class ByteFeed {
    private static final int CHUNK = 64 << 10;

    private final byte[] chunk = new byte[CHUNK];
    private @Nullable InputStream stream;
    private int position;
    private int limit;
    private long total;

    void start(InputStream stream) {
        this.stream = stream;
        position = 0;
        limit = 0;
        total = 0;
    }

    /** Lets go of the stream. */
    void stop() {
        stream = null;
    }

    byte[] array() {
        return chunk;
    }

    int position() {
        return position;
    }

    int remaining() {
        return limit - position;
    }

    void advance(int count) {
        position += count;
    }

    /** Bytes read from the stream so far. */
    long total() {
        return total;
    }

    /** Makes at least {@code wanted} bytes available; false where the stream ends before. */
    boolean need(int wanted) throws DamageException {
        if (remaining() >= wanted) {
            return true;
        }
        System.arraycopy(chunk, position, chunk, 0, remaining());
        limit = remaining();
        position = 0;
        while (limit < wanted) {
            int n = read(chunk, limit, CHUNK - limit);
            if (n < 0) {
                return false;
            }
            limit += n;
            total += n;
        }
        return true;
    }

    /** Reads into the caller's array, first what is in the chunk; -1 at the end. */
    int readTo(byte[] target, int offset, int length) throws DamageException {
        if (remaining() > 0) {
            int n = Math.min(remaining(), length);
            System.arraycopy(chunk, position, target, offset, n);
            position += n;
            return n;
        }
        int n = read(target, offset, length);
        if (n > 0) {
            total += n;
        }
        return n;
    }

    private int read(byte[] target, int offset, int length) throws DamageException {
        try {
            if (stream == null) {
                return -1;
            }
            int n = stream.read(target, offset, length);
            if (n == 0) {
                int one = stream.read();
                if (one < 0) {
                    return -1;
                }
                target[offset] = (byte) one;
                return 1;
            }
            return n;
        } catch (IOException e) {
            throw of(e);
        }
    }

    static DamageException of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return new DamageException(Damage.VANISHED, "it was listed and is not there any more");
        }
        return new DamageException(Damage.UNREADABLE, reason(e));
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof EOFException) {
            return "ends early";
        }
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return text == null ? e.getClass().getSimpleName() : text;
    }
}
