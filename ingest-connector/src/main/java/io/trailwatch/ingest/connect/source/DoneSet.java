package io.trailwatch.ingest.connect.source;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Objects that are done, each with a time in seconds, oldest entry first; 16 bytes each where they are stored. */
final class DoneSet {
    private static final int BYTES = ObjectId.BYTES + Integer.BYTES;

    /** Says which entries go. */
    interface Test {
        boolean test(ObjectId id, long millis);
    }

    private final Map<ObjectId, Integer> seconds = new LinkedHashMap<>();

    void add(ObjectId id, long millis) {
        seconds.put(id, (int) (millis / 1000));
    }

    boolean contains(ObjectId id) {
        return seconds.containsKey(id);
    }

    int size() {
        return seconds.size();
    }

    /** Drops those whose time (in milliseconds, whole seconds) meets {@code test}. */
    void removeIf(Test test) {
        seconds.entrySet().removeIf(entry -> test.test(entry.getKey(), millis(entry.getValue())));
    }

    /** Drops the oldest entries beyond {@code most}. */
    void trim(int most) {
        Iterator<Integer> times = seconds.values().iterator();
        while (seconds.size() > most) {
            times.next();
            times.remove();
        }
    }

    /** The time (in milliseconds) that about {@code share} of the entries are before. */
    long quantile(double share) {
        long[] times =
                seconds.values().stream().mapToLong(DoneSet::millis).sorted().toArray();
        return times[(int) Math.min(times.length - 1L, (long) (times.length * share))];
    }

    String encode() {
        ByteBuffer bytes = ByteBuffer.allocate(seconds.size() * BYTES);
        seconds.forEach((id, time) -> {
            id.write(bytes);
            bytes.putInt(time);
        });
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** @throws IllegalArgumentException when {@code text} is not what {@link #encode()} writes */
    void decode(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        if (bytes.remaining() % BYTES != 0) {
            throw new IllegalArgumentException("a list of objects has " + bytes.remaining() + " bytes");
        }
        while (bytes.hasRemaining()) {
            ObjectId id = ObjectId.read(bytes);
            seconds.put(id, bytes.getInt());
        }
    }

    private static long millis(int seconds) {
        return Integer.toUnsignedLong(seconds) * 1000;
    }
}
