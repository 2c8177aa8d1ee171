package io.trailwatch.summary.store;

import io.trailwatch.summary.Hash;
import java.util.Arrays;

/**
 * Rows of a few longs each, found by two longs, each belonging to a user. No object for each row: rows lie one after the other
 * in chunks. Words 0 to 2 are the table's: links, user and window, and the second half of the key with a dirty mark.
 */
final class RowTable {
    static final int FIRST = 3;
    /** Marks a row of which the window store holds less. In word 2, and no part of the key. */
    static final long DIRTY = 1L << 31;

    private static final int CHUNK_BITS = 10;
    private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
    private static final int NONE = -1;

    private final int stride;
    private long[][] chunks = {};
    private int[] buckets = {};
    private int[] userHeads = {};
    private int[] dirty = {};
    private int dirtyCount;
    private int size;
    private long bytes;

    RowTable(int words) {
        stride = FIRST + words;
        clear();
    }

    void clear() {
        chunks = new long[4][];
        buckets = filled(64);
        userHeads = filled(16);
        dirty = new int[64];
        dirtyCount = 0;
        size = 0;
        bytes = 4L * (64 + 16 + 64);
    }

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.fill(array, NONE);
        return array;
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** The array that holds a row. */
    long[] chunk(int row) {
        return chunks[row >>> CHUNK_BITS];
    }

    /** Where in {@link #chunk} a row begins. */
    int at(int row) {
        return (row & CHUNK_ROWS - 1) * stride;
    }

    static long key1(int user, int window) {
        return (long) user << 32 | window & 0xFFFFFFFFL;
    }

    /** The second half of a key: a value's number, flags and the field's code. */
    static long key2(int value, int flags, int code) {
        return (long) value << 32 | flags << 8 | code;
    }

    static int user(long[] chunk, int at) {
        return (int) (chunk[at + 1] >>> 32);
    }

    static int window(long[] chunk, int at) {
        return (int) chunk[at + 1];
    }

    static int value(long[] chunk, int at) {
        return value(chunk[at + 2]);
    }

    static int value(long key2) {
        return (int) (key2 >>> 32);
    }

    static int flags(long[] chunk, int at) {
        return flags(chunk[at + 2]);
    }

    static int flags(long key2) {
        return (int) (key2 >>> 8) & 0xFF;
    }

    static int code(long[] chunk, int at) {
        return code(chunk[at + 2]);
    }

    static int code(long key2) {
        return (int) key2 & 0xFF;
    }

    boolean is(int row, long key1, long key2) {
        if (row < 0 || row >= size) {
            return false;
        }
        long[] chunk = chunk(row);
        int at = at(row);
        return chunk[at + 1] == key1 && (chunk[at + 2] & ~DIRTY) == key2;
    }

    /** The row with this key, or -1. */
    int find(long key1, long key2) {
        for (int row = buckets[Hash.of(key1, key2) & buckets.length - 1]; row != NONE; ) {
            long[] chunk = chunk(row);
            int at = at(row);
            if (chunk[at + 1] == key1 && (chunk[at + 2] & ~DIRTY) == key2) {
                return row;
            }
            row = (int) (chunk[at] >>> 32);
        }
        return NONE;
    }

    /** A new row, all words 0, at the head of its user's list. */
    int add(long key1, long key2) {
        if (size >= buckets.length) {
            rehash();
        }
        int row = size++;
        long[] chunk = ensureChunk(row);
        int at = at(row);
        int user = (int) (key1 >>> 32);
        ensureUser(user);
        chunk[at + 1] = key1;
        chunk[at + 2] = key2;
        int bucket = Hash.of(key1, key2) & buckets.length - 1;
        chunk[at] = (long) buckets[bucket] << 32 | userHeads[user] & 0xFFFFFFFFL;
        buckets[bucket] = row;
        userHeads[user] = row;
        return row;
    }

    /** The first row of a user's list, or -1. */
    int firstOf(int user) {
        return user < userHeads.length ? userHeads[user] : NONE;
    }

    int nextOfUser(int row) {
        return (int) chunk(row)[at(row)];
    }

    void markDirty(int row, long[] chunk, int at) {
        if ((chunk[at + 2] & DIRTY) == 0) {
            chunk[at + 2] |= DIRTY;
            if (dirtyCount == dirty.length) {
                bytes += 4L * (dirty.length >> 1);
                dirty = Arrays.copyOf(dirty, dirty.length + (dirty.length >> 1));
            }
            dirty[dirtyCount++] = row;
        }
    }

    int dirtyCount() {
        return dirtyCount;
    }

    /** Takes the mark from one dirty row and returns it. */
    int takeDirty() {
        int row = dirty[--dirtyCount];
        chunk(row)[at(row) + 2] &= ~DIRTY;
        return row;
    }

    private long[] ensureChunk(int row) {
        int index = row >>> CHUNK_BITS;
        if (index == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunks.length * 2);
        }
        if (chunks[index] == null) {
            chunks[index] = new long[CHUNK_ROWS * stride];
            bytes += 8L * CHUNK_ROWS * stride;
        }
        return chunks[index];
    }

    private void ensureUser(int user) {
        if (user >= userHeads.length) {
            int old = userHeads.length;
            userHeads = Arrays.copyOf(userHeads, Math.max(user + 1, old + (old >> 1)));
            Arrays.fill(userHeads, old, userHeads.length, NONE);
            bytes += 4L * (userHeads.length - old);
        }
    }

    private void rehash() {
        bytes += 4L * buckets.length;
        buckets = filled(buckets.length * 2);
        for (int row = 0; row < size; row++) {
            long[] chunk = chunk(row);
            int at = at(row);
            int bucket = Hash.of(chunk[at + 1], chunk[at + 2] & ~DIRTY) & buckets.length - 1;
            chunk[at] = (long) buckets[bucket] << 32 | chunk[at] & 0xFFFFFFFFL;
            buckets[bucket] = row;
        }
    }
}
