package io.trailwatch.summary;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** The order in which one field's rows are shown; see {@link EntryOrder}. */
final class RowOrder {
    /** A value's text is made only where two rows tie down to it. */
    static final Comparator<Row> COMPARATOR = (a, b) -> {
        int order = Long.compare(b.count(), a.count());
        if (order == 0) {
            order = b.first().compareTo(a.first());
        }
        if (order == 0) {
            order = b.last().compareTo(a.last());
        }
        return order != 0 ? order : Arrays.compareUnsigned(shown(a), shown(b));
    };

    /** Fewer rows are not worth the arrays. */
    private static final int MANY = 64;

    private static final int PLACE_BITS = 16;
    private static final int PLACE = (1 << PLACE_BITS) - 1;
    private static final long LARGEST = (1L << 63 - PLACE_BITS) - 1;
    /** What is a number, in the comparator's order: the greater comes first. */
    private static final List<ToLongFunction<Row>> NUMBERS =
            List.of(Row::count, row -> row.first().packed(), row -> row.last().packed());

    private final Row[] rows;
    /** Numbers, complemented so that the greater come first, each with its row's place below it. */
    private final long[] keys;

    private final Row[] sorted;

    private RowOrder(Row[] rows, int size) {
        this.rows = rows;
        keys = new long[size];
        sorted = new Row[size];
        for (int place = 0; place < size; place++) {
            keys[place] = place;
        }
    }

    private static byte[] shown(Row row) {
        return row.field().isApi()
                ? ApiValue.decode(row.value()).shown().getBytes(StandardCharsets.UTF_8)
                : row.value();
    }

    /**
     * The first rows of an array, as many as are said, in order. Of many rows numbers are sorted, as far as these tell rows
     * apart: rows lie all over the heap, and to look at two of them takes longer than all else.
     */
    static Row[] sorted(Row[] rows, int size) {
        if (size < MANY || size > PLACE || !plain(rows, size)) {
            Row[] sorted = Arrays.copyOf(rows, size);
            Arrays.sort(sorted, COMPARATOR);
            return sorted;
        }
        RowOrder order = new RowOrder(rows, size);
        order.sort(0, size, 0);
        return order.sorted;
    }

    private static boolean plain(Row[] rows, int size) {
        for (int i = 0; i < size; i++) {
            Row row = rows[i];
            if (row.count() > LARGEST || !row.first().isUsual() || !row.last().isUsual()) {
                return false;
            }
        }
        return true;
    }

    /** Sorts keys whose rows agree in the numbers before the one that is said. */
    private void sort(int from, int to, int number) {
        if (to - from == 1 || number == NUMBERS.size()) {
            for (int i = from; i < to; i++) {
                sorted[i] = rows[place(i)];
            }
            Arrays.sort(sorted, from, to, COMPARATOR);
            return;
        }
        for (int i = from; i < to; i++) {
            int place = place(i);
            keys[i] = LARGEST - NUMBERS.get(number).applyAsLong(rows[place]) << PLACE_BITS | place;
        }
        Arrays.sort(keys, from, to);
        for (int start = from, end; start < to; start = end) {
            long value = keys[start] >>> PLACE_BITS;
            end = start + 1;
            while (end < to && keys[end] >>> PLACE_BITS == value) {
                end++;
            }
            sort(start, end, number + 1);
        }
    }

    private int place(int key) {
        return (int) keys[key] & PLACE;
    }
}
