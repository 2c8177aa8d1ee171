package io.trailwatch.summary;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/** Hashes of byte slices, with a seed of this process so that no one can choose values that collide. */
public final class Hash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();
    private static final long K1 = 0x9E3779B97F4A7C15L;
    private static final long K2 = 0xD6E8FEB86659FD93L;

    private Hash() {}

    public static int of(byte[] array, int offset, int length) {
        long hash = SEED ^ length * K2;
        int at = offset;
        int end = offset + length;
        for (; at + 8 <= end; at += 8) {
            hash = mix(hash ^ (long) LONGS.get(array, at));
        }
        if (at < end) {
            long tail = 0;
            for (int shift = 0; at < end; at++, shift += 8) {
                tail |= (array[at] & 0xFFL) << shift;
            }
            hash = mix(hash ^ tail);
        }
        return fold(hash);
    }

    public static int of(long a, long b) {
        return fold(mix(mix(a ^ SEED) ^ b));
    }

    /** Both halves of the 128-bit product, one laid over the other. */
    private static long mix(long word) {
        long mixed = word ^ K1;
        return Math.multiplyHigh(mixed, K2) ^ mixed * K2;
    }

    private static int fold(long hash) {
        return (int) (hash ^ hash >>> 32);
    }
}
