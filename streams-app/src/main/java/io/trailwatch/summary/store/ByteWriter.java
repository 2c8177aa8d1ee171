package io.trailwatch.summary.store;

import java.util.Arrays;

/** A growing buffer for rows' values. */
final class ByteWriter {
    private byte[] bytes = new byte[64];
    private int length;

    ByteWriter clear() {
        length = 0;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    ByteWriter put(int b) {
        room(1);
        bytes[length++] = (byte) b;
        return this;
    }

    /** Seven bits a byte, the lowest first; a set top bit says that more follow. */
    ByteWriter number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    ByteWriter slice(byte[] source, int offset, int size) {
        number(size);
        room(size);
        System.arraycopy(source, offset, bytes, length, size);
        length += size;
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
