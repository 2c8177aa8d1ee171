package io.trailwatch.ingest.archive;

import io.trailwatch.ingest.record.Utf8;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file's JSON that a reader looks at: bytes move through it, and only what begins at {@link #pos} is kept. It
 * grows with the record at hand, up to the largest that is allowed. What is shown is valid UTF-8.
 *
 * <p>At the end of the file a line feed stands after the last byte, so that a number there ends. Damage in the file ends it
 * as well; {@link #damage()} then says why.
 */
final class Window {
    /** Where decompressed bytes come from. */
    interface Source {
        /** Reads at least one byte; -1 at the end. */
        int read(byte[] target, int offset, int length) throws DamageException;
    }

    /** Its size in bytes where no record needs more: two levels of a processor's cache are larger. */
    static final int INITIAL = 128 << 10;

    private static final int KEPT = 1 << 20;

    byte[] buf;
    int pos;
    int limit;

    private int filled;
    private long base;
    private long total;
    private boolean ended;
    private Source source = (target, offset, length) -> -1;
    private @Nullable DamageException damage;

    Window(int size) {
        buf = new byte[size];
    }

    void start(Source source) {
        this.source = source;
        if (buf.length > KEPT) {
            buf = new byte[INITIAL];
        }
        pos = 0;
        limit = 0;
        filled = 0;
        base = 0;
        total = 0;
        ended = false;
        damage = null;
    }

    /** The offset in the file's JSON of the byte at {@code index}. */
    long position(int index) {
        return base + index;
    }

    /** Bytes of JSON read so far. */
    long total() {
        return total;
    }

    @Nullable
    DamageException damage() {
        return damage;
    }

    /** Whether {@code index} is where the file ends. */
    boolean isEnd(int index) {
        return ended && index >= limit - 1;
    }

    /** Moves {@code pos} to the front and reads as much as fits behind it; false where nothing follows. */
    boolean more() {
        if (ended) {
            return false;
        }
        if (pos > 0) {
            System.arraycopy(buf, pos, buf, 0, filled - pos);
            base += pos;
            filled -= pos;
            limit -= pos;
            pos = 0;
        }
        if (filled >= buf.length - 1) {
            buf = Arrays.copyOf(buf, buf.length * 2);
        }
        int before = limit;
        try {
            fill();
        } catch (DamageException e) {
            check();
            end(damage == null ? e : damage);
        }
        return limit > before;
    }

    private void fill() throws DamageException {
        int room = buf.length - 1;
        while (filled < room && !ended) {
            int n = source.read(buf, filled, room - filled);
            if (n < 0) {
                end(limit < filled ? notUtf8() : null);
                return;
            }
            filled += n;
            total += n;
            check();
        }
    }

    /** Shows what is valid UTF-8 of the bytes that came in. */
    private void check() {
        int valid = Utf8.validEnd(buf, limit, filled);
        boolean cutOff = valid < filled && Utf8.cutOff(buf, valid, filled);
        limit = valid;
        if (valid < filled && !cutOff) {
            end(notUtf8());
        }
    }

    private DamageException notUtf8() {
        return new DamageException(Damage.NOT_UTF8, "at byte " + position(limit));
    }

    private void end(@Nullable DamageException why) {
        if (!ended) {
            ended = true;
            damage = why;
            buf[limit++] = '\n';
        }
    }
}
