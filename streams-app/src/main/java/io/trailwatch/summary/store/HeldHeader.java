package io.trailwatch.summary.store;

import io.trailwatch.summary.Header;
import io.trailwatch.summary.UserTypeSeen;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One header as read from the heap or the window store.
 *
 * @param key as {@link RowKey} lays it out
 */
record HeldHeader(byte[] key, Header header) implements Comparable<HeldHeader> {
    static HeldHeader decode(byte[] key, long start, byte[] value) {
        ByteReader in = new ByteReader(value);
        boolean temporary = (RowKey.flags(key) & Windows.TEMPORARY) != 0;
        return new HeldHeader(
                key,
                new Header(
                        temporary,
                        start,
                        in.number(),
                        in.number(),
                        in.number(),
                        Times.read(in),
                        Times.read(in),
                        new UserTypeSeen(
                                Times.read(in),
                                in.number(),
                                (int) in.number(),
                                new String(in.slice(), StandardCharsets.UTF_8))));
    }

    byte[] arn() {
        return RowKey.arn(key);
    }

    int flags() {
        return RowKey.flags(key);
    }

    /** The order in which the window store holds them: by key, then by window. */
    @Override
    public int compareTo(HeldHeader other) {
        int order = Arrays.compareUnsigned(key, other.key);
        return order != 0 ? order : Long.compare(header.windowStart(), other.header.windowStart());
    }
}
