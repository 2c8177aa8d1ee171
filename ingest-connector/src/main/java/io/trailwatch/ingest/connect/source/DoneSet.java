package io.trailwatch.ingest.connect.source;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Objects that are done, each with a time in seconds, oldest entry first; 16 bytes each where they are stored. Beside the set
 * lies the same as bytes, to which is only added, so that what a moment's offset says costs nothing until it is stored.
 */
final class DoneSet {
    private static final int BYTES = ObjectId.BYTES + Integer.BYTES;

    /** Says which entries go. */
    interface Test {
        boolean test(ObjectId id, long millis);
    }

    /** What was done at some moment. Any thread may ask. */
    record Snapshot(byte[] log, int from, int to) {
        String encode() {
            return Base64.getEncoder().encodeToString(Arrays.copyOfRange(log, from, to));
        }
    }

    private final Map<ObjectId, Integer> seconds = new LinkedHashMap<>();
    private byte[] log = {};
    private int from;
    private int to;
    private boolean stale;

    void add(ObjectId id, long millis) {
        int time = (int) (millis / 1000);
        if (seconds.put(id, time) != null) {
            stale = true;
        } else if (!stale) {
            append(id, time);
        }
    }

    private void append(ObjectId id, int time) {
        if (to + BYTES > log.length) {
            // Never over what a snapshot may still look at.
            byte[] larger = new byte[Math.max(16 * BYTES, 2 * (to - from))];
            System.arraycopy(log, from, larger, 0, to - from);
            log = larger;
            to -= from;
            from = 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(log, to, BYTES);
        id.write(bytes);
        bytes.putInt(time);
        to += BYTES;
    }

    boolean contains(ObjectId id) {
        return seconds.containsKey(id);
    }

    int size() {
        return seconds.size();
    }

    /** Drops those whose time (in milliseconds, whole seconds) meets {@code test}. */
    void removeIf(Test test) {
        stale |= seconds.entrySet().removeIf(entry -> test.test(entry.getKey(), millis(entry.getValue())));
    }

    /** Drops the oldest entries beyond {@code most}. */
    void trim(int most) {
        Iterator<Integer> times = seconds.values().iterator();
        while (seconds.size() > most) {
            times.next();
            times.remove();
            from += stale ? 0 : BYTES;
        }
    }

    /** The time (in milliseconds) that about {@code share} of the entries are before. */
    long quantile(double share) {
        long[] times =
                seconds.values().stream().mapToLong(DoneSet::millis).sorted().toArray();
        return times[(int) Math.min(times.length - 1L, (long) (times.length * share))];
    }

    /** What is done now. */
    Snapshot snapshot() {
        if (stale) {
            log = new byte[seconds.size() * BYTES];
            from = 0;
            to = 0;
            seconds.forEach(this::append);
            stale = false;
        }
        return new Snapshot(log, from, to);
    }

    /** @throws IllegalArgumentException when {@code text} is not what {@link Snapshot#encode()} writes */
    void decode(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        if (bytes.remaining() % BYTES != 0) {
            throw new IllegalArgumentException("a list of objects has " + bytes.remaining() + " bytes");
        }
        stale = true;
        while (bytes.hasRemaining()) {
            ObjectId id = ObjectId.read(bytes);
            seconds.put(id, bytes.getInt());
        }
    }

    private static long millis(int seconds) {
        return Integer.toUnsignedLong(seconds) * 1000;
    }
}
