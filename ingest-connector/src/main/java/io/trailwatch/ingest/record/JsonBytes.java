package io.trailwatch.ingest.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Byte loops over JSON text in UTF-8 that several classes share. */
final class JsonBytes {
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long BLANKS = ONES * ' ';

    private JsonBytes() {}

    /** Index of the first byte at or after {@code p} that ends or interrupts a string: a quote, a backslash, a control character; or {@code end}. */
    static int plainEnd(byte[] b, int p, int end) {
        int last = end - 8;
        while (p <= last) {
            long w = (long) LONG.get(b, p);
            long q = w ^ QUOTES;
            long s = w ^ BACKSLASHES;
            // The lowest marked byte is exact; marks above it may be borrows.
            long marks = (((q - ONES) & ~q) | ((s - ONES) & ~s) | ((w - BLANKS) & ~w)) & HIGH;
            if (marks != 0) {
                return p + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            p += 8;
        }
        while (p < end) {
            byte c = b[p];
            if (c == '"' || c == '\\' || (c >= 0 && c < ' ')) {
                return p;
            }
            p++;
        }
        return end;
    }

    /** Index of the first byte at or after {@code p} that is no JSON white space, or {@code end}. */
    static int blankEnd(byte[] b, int p, int end) {
        while (p < end) {
            byte c = b[p];
            if (c > ' ' || (c != ' ' && c != '\n' && c != '\r' && c != '\t')) {
                return p;
            }
            p++;
        }
        return end;
    }

    /** The first {@code min(length, 8)} bytes, lowest first, the rest zero. */
    static long head(byte[] b, int p, int length) {
        if (p + 8 <= b.length) {
            long w = (long) LONG.get(b, p);
            return length >= 8 ? w : w & ((1L << (length << 3)) - 1);
        }
        long w = 0;
        for (int i = Math.min(length, 8) - 1; i >= 0; i--) {
            w = (w << 8) | (b[p + i] & 0xff);
        }
        return w;
    }

    static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    static int hex(byte c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
