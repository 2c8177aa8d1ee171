package io.trailwatch.ingest.feed;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every file, by the hash of its name: nine numbers a file and no objects, so that a million files take
 * little. Thread-safe.
 */
final class FileTable {
    private static final int WIDTH = 9;
    private static final int FIRST_SLOTS = 1024;
    /** In the low bits of the last number: whether the slot is used, then two bits of state; the source is in the high half. */
    private static final long USED = 4;

    private static final long STATE = 3;
    private static final long SOURCE = 0xFFFFFFFF00000000L;

    private long[] slots = new long[FIRST_SLOTS * WIDTH];
    /** When a look at the archive last saw the file, in seconds since 1970. */
    private int[] seen = new int[FIRST_SLOTS];

    private int size;

    /** The time for {@code seen}. */
    static int now() {
        return (int) (System.currentTimeMillis() / 1000);
    }

    synchronized @Nullable FileEntry get(FileKey key) {
        int slot = find(key.high(), key.low());
        return used(slot) ? entry(slot) : null;
    }

    /** The same as {@link #get}, and notes that the file is there. */
    synchronized @Nullable FileEntry see(FileKey key, int now) {
        int slot = find(key.high(), key.low());
        if (!used(slot)) {
            return null;
        }
        seen[slot] = now;
        return entry(slot);
    }

    synchronized void put(FileKey key, FileEntry entry, int now) {
        if ((size + 1) * 3L > seen.length * 2L) {
            resize(seen.length * 2);
        }
        int slot = find(key.high(), key.low());
        if (!used(slot)) {
            size++;
        }
        int at = slot * WIDTH;
        slots[at] = key.high();
        slots[at + 1] = key.low();
        slots[at + 2] = entry.version();
        slots[at + 3] = entry.size();
        slots[at + 4] = entry.content().high();
        slots[at + 5] = entry.content().low();
        slots[at + 6] = entry.items();
        slots[at + 7] = entry.rejects();
        slots[at + 8] = (long) entry.source() << 32 | USED | entry.state().code();
        seen[slot] = now;
    }

    synchronized void remove(FileKey key) {
        int hole = find(key.high(), key.low());
        if (!used(hole)) {
            return;
        }
        size--;
        int mask = seen.length - 1;
        // What stands behind the hole only because of what stood there moves up, so that every chain stays whole.
        for (int slot = hole + 1 & mask; used(slot); slot = slot + 1 & mask) {
            int home = (int) slots[slot * WIDTH] & mask;
            if ((slot - home & mask) >= (slot - hole & mask)) {
                System.arraycopy(slots, slot * WIDTH, slots, hole * WIDTH, WIDTH);
                seen[hole] = seen[slot];
                hole = slot;
            }
        }
        slots[hole * WIDTH + 8] = 0;
    }

    /** Drops the files of a source that were last seen before {@code before}, and gives their keys. */
    synchronized List<FileKey> removeUnseen(int source, int before) {
        List<FileKey> gone = new ArrayList<>();
        for (int slot = 0; slot < seen.length; slot++) {
            int at = slot * WIDTH;
            if (used(slot) && seen[slot] < before && (int) (slots[at + 8] >> 32) == source) {
                gone.add(new FileKey(slots[at], slots[at + 1]));
                slots[at + 8] = 0;
            }
        }
        if (!gone.isEmpty()) {
            size -= gone.size();
            resize(seen.length);
        }
        return gone;
    }

    synchronized int size() {
        return size;
    }

    synchronized void clear() {
        slots = new long[FIRST_SLOTS * WIDTH];
        seen = new int[FIRST_SLOTS];
        size = 0;
    }

    private boolean used(int slot) {
        return (slots[slot * WIDTH + 8] & USED) != 0;
    }

    private int find(long high, long low) {
        int mask = seen.length - 1;
        int slot = (int) high & mask;
        while (used(slot) && (slots[slot * WIDTH] != high || slots[slot * WIDTH + 1] != low)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private FileEntry entry(int slot) {
        int at = slot * WIDTH;
        long last = slots[at + 8];
        return new FileEntry(
                FileState.of((int) (last & STATE)),
                (int) ((last & SOURCE) >> 32),
                slots[at + 2],
                slots[at + 3],
                new FileKey(slots[at + 4], slots[at + 5]),
                slots[at + 6],
                slots[at + 7]);
    }

    private void resize(int count) {
        long[] oldSlots = slots;
        int[] oldSeen = seen;
        slots = new long[count * WIDTH];
        seen = new int[count];
        for (int old = 0; old < oldSeen.length; old++) {
            int at = old * WIDTH;
            if ((oldSlots[at + 8] & USED) != 0) {
                int slot = find(oldSlots[at], oldSlots[at + 1]);
                System.arraycopy(oldSlots, at, slots, slot * WIDTH, WIDTH);
                seen[slot] = oldSeen[old];
            }
        }
    }
}
