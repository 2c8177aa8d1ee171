package io.trailwatch.summary;

import java.util.Arrays;
import java.util.PriorityQueue;

/** The values of one field of one user, added up over windows. Reused for the next user after {@link #clear()}. */
final class Tally {
    private static final int SMALL = 16;

    /** One row for each value, in the order in which they came. */
    private Row[] rows = new Row[SMALL];

    private int size;
    /** Each one more than a row's place, or 0. Twice as many as rows. */
    private int[] slots = new int[SMALL * 2];

    void add(Row row) {
        int slot = slot(row.value());
        if (slots[slot] != 0) {
            int known = slots[slot] - 1;
            rows[known] = rows[known].plus(row);
            return;
        }
        if (size == rows.length) {
            grow();
            slot = slot(row.value());
        }
        rows[size++] = row;
        slots[slot] = size;
    }

    private int slot(byte[] value) {
        int mask = slots.length - 1;
        int slot = Hash.of(value, 0, value.length) & mask;
        while (slots[slot] != 0 && !Arrays.equals(rows[slots[slot] - 1].value(), value)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        rows = Arrays.copyOf(rows, size * 2);
        slots = new int[size * 4];
        for (int row = 0; row < size; row++) {
            slots[slot(rows[row].value())] = row + 1;
        }
    }

    /** The first rows in the order in which they are shown, at most so many. */
    Row[] sorted(int top) {
        if (top >= size) {
            return RowOrder.sorted(rows, size);
        }
        PriorityQueue<Row> best = new PriorityQueue<>(top + 1, RowOrder.COMPARATOR.reversed());
        for (int row = 0; row < size; row++) {
            best.add(rows[row]);
            if (best.size() > top) {
                best.poll();
            }
        }
        return RowOrder.sorted(best.toArray(Row[]::new), best.size());
    }

    void clear() {
        if (rows.length > SMALL && size < rows.length / 4) {
            rows = new Row[SMALL];
            slots = new int[SMALL * 2];
        } else {
            Arrays.fill(rows, 0, size, null);
            Arrays.fill(slots, 0);
        }
        size = 0;
    }
}
