package io.trailwatch.summary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The values of one field of one user, added up over windows. Reused for the next user after {@link #clear()}. */
final class Tally {
    /** One value. Its text is made only when it is shown, or where two entries tie down to it. */
    static final class Entry {
        final byte[] value;
        final int hash;
        final boolean api;
        long count;
        EventTime first;
        EventTime last;

        Entry(byte[] value, int hash, boolean api, long count, EventTime first, EventTime last) {
            this.value = value;
            this.hash = hash;
            this.api = api;
            this.count = count;
            this.first = first;
            this.last = last;
        }

        byte[] shownBytes() {
            return api ? ApiValue.decode(value).shown().getBytes(StandardCharsets.UTF_8) : value;
        }

        String text() {
            return new String(value, StandardCharsets.UTF_8);
        }
    }

    private static final Comparator<Entry> ORDER = (a, b) -> {
        int order = Long.compare(b.count, a.count);
        if (order == 0) {
            order = b.first.compareTo(a.first);
        }
        if (order == 0) {
            order = b.last.compareTo(a.last);
        }
        return order != 0 ? order : Arrays.compareUnsigned(a.shownBytes(), b.shownBytes());
    };

    private static final int SMALL = 16;

    private final List<Entry> entries = new ArrayList<>();
    private Entry[] table = new Entry[SMALL * 2];

    void add(Row row, boolean api) {
        int hash = Arrays.hashCode(row.value());
        int slot = slot(row.value(), hash);
        Entry entry = table[slot];
        if (entry == null) {
            entry = new Entry(row.value(), hash, api, row.count(), row.first(), row.last());
            entries.add(entry);
            table[slot] = entry;
            if (entries.size() * 2 > table.length) {
                grow();
            }
            return;
        }
        entry.count += row.count();
        if (row.first().compareTo(entry.first) < 0) {
            entry.first = row.first();
        }
        if (row.last().compareTo(entry.last) > 0) {
            entry.last = row.last();
        }
    }

    private int slot(byte[] value, int hash) {
        int mask = table.length - 1;
        int slot = (hash ^ (hash >>> 16)) & mask;
        while (table[slot] != null && !(table[slot].hash == hash && Arrays.equals(table[slot].value, value))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        table = new Entry[table.length * 2];
        for (Entry entry : entries) {
            table[slot(entry.value, entry.hash)] = entry;
        }
    }

    /** The first entries in the order in which they are shown. */
    List<Entry> sorted(int top) {
        if (top >= entries.size()) {
            entries.sort(ORDER);
            return entries;
        }
        PriorityQueue<Entry> best = new PriorityQueue<>(top + 1, ORDER.reversed());
        for (Entry entry : entries) {
            best.add(entry);
            if (best.size() > top) {
                best.poll();
            }
        }
        List<Entry> picked = new ArrayList<>(best);
        picked.sort(ORDER);
        return picked;
    }

    void clear() {
        if (table.length > SMALL * 2 && entries.size() < table.length / 8) {
            table = new Entry[SMALL * 2];
        } else if (!entries.isEmpty()) {
            Arrays.fill(table, null);
        }
        entries.clear();
    }
}
