package io.trailwatch.summary.store;

import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.Hash;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.RowField;
import java.util.Arrays;

/**
 * One value row as read from the heap or the window store.
 *
 * @param key as {@link RowKey} lays it out
 * @param start of its window, epoch milliseconds
 */
record HeldRow(byte[] key, long start, long count, EventTime first, EventTime last) {
    private static final RowField[] FIELDS = new RowField[16];

    static {
        for (RowField field : RowField.values()) {
            FIELDS[field.code()] = field;
        }
    }

    static HeldRow decode(byte[] key, long start, byte[] value) {
        ByteReader in = new ByteReader(value);
        return new HeldRow(key, start, in.number(), Times.read(in), Times.read(in));
    }

    static RowField field(int code) {
        return FIELDS[code];
    }

    Row row() {
        boolean temporary = (RowKey.flags(key) & Windows.TEMPORARY) != 0;
        return new Row(field(RowKey.code(key)), temporary, RowKey.value(key), count, first, last);
    }

    /** What makes a row the same row. */
    Id id() {
        return new Id(key, start);
    }

    record Id(byte[] key, long start) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Id id && id.start == start && Arrays.equals(id.key, key);
        }

        @Override
        public int hashCode() {
            return Hash.of(key, 0, key.length) ^ Long.hashCode(start);
        }
    }
}
