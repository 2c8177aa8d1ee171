package io.trailwatch.summary.store;

import io.trailwatch.summary.Hash;
import java.util.Arrays;

/**
 * Byte strings, each kept once and known by a small number. No object for each string: the bytes lie one after the other in
 * chunks. Never forgets one but all at once.
 */
final class BytesPool {
    private static final int SMALLEST_CHUNK = 4 * 1024;
    private static final int LARGEST_CHUNK = 256 * 1024;
    private static final int SLOT = Integer.BYTES;
    private static final int ENTRY = Long.BYTES + 2 * Integer.BYTES;

    private int size;
    private int[] slots = {};
    private int[] hashes = {};
    private int[] lengths = {};
    /** Chunk in the upper half, offset in the lower. */
    private long[] places = {};

    private byte[][] chunks = {};
    private int chunkCount;
    private int open;
    private int free;
    private int nextChunk;
    private long bytes;

    BytesPool() {
        clear();
    }

    void clear() {
        size = 0;
        slots = new int[16];
        hashes = new int[8];
        lengths = new int[8];
        places = new long[8];
        chunks = new byte[4][];
        chunkCount = 0;
        open = -1;
        free = 0;
        nextChunk = SMALLEST_CHUNK;
        bytes = 16 * SLOT + 8 * ENTRY;
    }

    /** How much heap this holds. */
    long bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    byte[] array(int id) {
        return chunks[(int) (places[id] >>> 32)];
    }

    int offset(int id) {
        return (int) places[id];
    }

    int length(int id) {
        return lengths[id];
    }

    byte[] copy(int id) {
        int offset = offset(id);
        return Arrays.copyOfRange(array(id), offset, offset + lengths[id]);
    }

    boolean holds(int id, byte[] array, int offset, int length) {
        if (lengths[id] != length) {
            return false;
        }
        int own = offset(id);
        return Arrays.equals(array(id), own, own + length, array, offset, offset + length);
    }

    /** As unsigned bytes. */
    int compare(int a, int b) {
        int at = offset(a);
        int bt = offset(b);
        return Arrays.compareUnsigned(array(a), at, at + lengths[a], array(b), bt, bt + lengths[b]);
    }

    /** The string's number, or -1. */
    int find(byte[] array, int offset, int length) {
        return find(array, offset, length, Hash.of(array, offset, length));
    }

    private int find(byte[] array, int offset, int length, int hash) {
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int id = slots[slot] - 1;
            if (hashes[id] == hash && holds(id, array, offset, length)) {
                return id;
            }
        }
        return -1;
    }

    /** The string's number, a new one where the pool has not seen it. */
    int intern(byte[] array, int offset, int length) {
        int hash = Hash.of(array, offset, length);
        int known = find(array, offset, length, hash);
        return known >= 0 ? known : add(array, offset, length, hash);
    }

    private int add(byte[] array, int offset, int length, int hash) {
        if (size == hashes.length) {
            growEntries();
        }
        if ((size + 1) * 2 > slots.length) {
            growSlots();
        }
        int id = size++;
        hashes[id] = hash;
        lengths[id] = length;
        places[id] = store(array, offset, length);
        link(id, hash);
        return id;
    }

    private void link(int id, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = id + 1;
    }

    private void growEntries() {
        int capacity = hashes.length + (hashes.length >> 1) + 8;
        bytes += (long) (capacity - hashes.length) * ENTRY;
        hashes = Arrays.copyOf(hashes, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        places = Arrays.copyOf(places, capacity);
    }

    private void growSlots() {
        bytes += (long) slots.length * SLOT;
        slots = new int[slots.length * 2];
        for (int id = 0; id < size; id++) {
            link(id, hashes[id]);
        }
    }

    private long store(byte[] array, int offset, int length) {
        int chunk;
        int at;
        if (length > LARGEST_CHUNK / 4) {
            chunk = addChunk(length);
            at = 0;
        } else {
            if (open < 0 || chunks[open].length - free < length) {
                open = addChunk(Math.max(nextChunk, length));
                free = 0;
                nextChunk = Math.min(nextChunk * 2, LARGEST_CHUNK);
            }
            chunk = open;
            at = free;
            free += length;
        }
        System.arraycopy(array, offset, chunks[chunk], at, length);
        return (long) chunk << 32 | at;
    }

    private int addChunk(int length) {
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunks.length * 2);
        }
        chunks[chunkCount] = new byte[length];
        bytes += length + 24L;
        return chunkCount++;
    }
}
