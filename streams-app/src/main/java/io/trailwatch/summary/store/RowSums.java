package io.trailwatch.summary.store;

import io.trailwatch.summary.Hash;
import java.util.Arrays;

/** One user's rows of values on the heap, those of one value in several windows added up, with no object for each. */
final class RowSums {
    private static final int WORDS = 4;
    private static final int COUNT = 1;
    private static final int FIRST = 2;
    private static final int LAST = 3;
    private static final int SMALL = 16;
    private static final int KEPT = 1 << 14;
    /** Of a row's second key: the value, the field, and of the flags what a reader tells apart. */
    private static final long IDENTITY = RowTable.key2(-1, Windows.TEMPORARY, 0xFF);

    private final Times times;
    private long[] sums = new long[SMALL * WORDS];
    /** Each one more than a sum's place, or 0. Twice as many as sums, at least. */
    private int[] slots = new int[SMALL * 2];

    private int size;

    RowSums(Times times) {
        this.times = times;
    }

    /** Forgets all; what a user with very many values needed is let go. */
    void clear() {
        if (sums.length > KEPT * WORDS) {
            sums = new long[SMALL * WORDS];
            slots = new int[SMALL * 2];
        } else {
            Arrays.fill(slots, 0);
        }
        size = 0;
    }

    /** Adds a row of a {@link RowTable}. */
    void add(long[] chunk, int at) {
        long key = chunk[at + 2] & IDENTITY;
        int mask = slots.length - 1;
        int slot = Hash.of(key, 0) & mask;
        while (slots[slot] != 0) {
            int sum = (slots[slot] - 1) * WORDS;
            if (sums[sum] == key) {
                sums[sum + COUNT] += chunk[at + RowWords.COUNT];
                if (times.compare(chunk[at + RowWords.FIRST], sums[sum + FIRST]) < 0) {
                    sums[sum + FIRST] = chunk[at + RowWords.FIRST];
                }
                if (times.compare(chunk[at + RowWords.LAST], sums[sum + LAST]) > 0) {
                    sums[sum + LAST] = chunk[at + RowWords.LAST];
                }
                return;
            }
            slot = slot + 1 & mask;
        }
        if ((size + 1) * WORDS > sums.length) {
            grow();
            add(chunk, at);
            return;
        }
        int sum = size++ * WORDS;
        slots[slot] = size;
        sums[sum] = key;
        System.arraycopy(chunk, at + RowWords.COUNT, sums, sum + COUNT, RowWords.ROW_WORDS);
    }

    private void grow() {
        sums = Arrays.copyOf(sums, sums.length * 2);
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int i = 0; i < size; i++) {
            int slot = Hash.of(sums[i * WORDS], 0) & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = i + 1;
        }
    }

    int size() {
        return size;
    }

    /** A value's number, flags and the field's code, as {@link RowTable#key2} puts them together. */
    long key(int sum) {
        return sums[sum * WORDS];
    }

    long count(int sum) {
        return sums[sum * WORDS + COUNT];
    }

    long first(int sum) {
        return sums[sum * WORDS + FIRST];
    }

    long last(int sum) {
        return sums[sum * WORDS + LAST];
    }
}
