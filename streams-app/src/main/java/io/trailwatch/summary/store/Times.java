package io.trailwatch.summary.store;

import io.trailwatch.summary.EventTime;
import java.nio.charset.StandardCharsets;

/**
 * Event times as one number: the fourteen digits of the usual form, or below -1 for another text, which then lies in a pool.
 * Stored, a time is its digits plus one, or 0 and the text.
 */
final class Times {
    private final BytesPool pool;

    Times(BytesPool pool) {
        this.pool = pool;
    }

    long of(byte[] text, int offset, int length) {
        long packed = EventTime.pack(text, offset, length);
        return packed >= 0 ? packed : -2L - pool.intern(text, offset, length);
    }

    private int pooled(long time) {
        return (int) (-2 - time);
    }

    EventTime time(long time) {
        return time >= 0
                ? EventTime.usual(time)
                : new EventTime(-1, new String(pool.copy(pooled(time)), StandardCharsets.UTF_8));
    }

    int compare(long a, long b) {
        return (a | b) >= 0 ? Long.compare(a, b) : time(a).compareTo(time(b));
    }

    void write(ByteWriter out, long time) {
        if (time >= 0) {
            out.number(time + 1);
        } else {
            int id = pooled(time);
            out.number(0).slice(pool.array(id), pool.offset(id), pool.length(id));
        }
    }

    long readPooled(ByteReader in) {
        long number = in.number();
        if (number > 0) {
            return number - 1;
        }
        byte[] text = in.slice();
        return of(text, 0, text.length);
    }

    static EventTime read(ByteReader in) {
        long number = in.number();
        return number > 0
                ? EventTime.usual(number - 1)
                : new EventTime(-1, new String(in.slice(), StandardCharsets.UTF_8));
    }

    static void write(ByteWriter out, EventTime time) {
        if (time.text() == null) {
            out.number(time.packed() + 1);
        } else {
            byte[] text = time.text().getBytes(StandardCharsets.UTF_8);
            out.number(0).slice(text, 0, text.length);
        }
    }
}
