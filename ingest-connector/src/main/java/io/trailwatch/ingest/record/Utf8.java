package io.trailwatch.ingest.record;

/** Checks that bytes are UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    private static final long HIGH = 0x8080808080808080L;

    private Utf8() {}

    /**
     * The length of the longest beginning of {@code [from, to)} that is whole, valid UTF-8, as an index: {@code to} where all
     * is. A character cut off by {@code to} is not whole: {@link #cutOff} tells whether more bytes could complete it.
     */
    public static int validEnd(byte[] b, int from, int to) {
        int p = from;
        while (p < to) {
            if (b[p] >= 0) {
                int last = to - 32;
                while (p <= last
                        && (((long) JsonBytes.LONG.get(b, p)
                                                | (long) JsonBytes.LONG.get(b, p + 8)
                                                | (long) JsonBytes.LONG.get(b, p + 16)
                                                | (long) JsonBytes.LONG.get(b, p + 24))
                                        & HIGH)
                                == 0) {
                    p += 32;
                }
                while (p < to && b[p] >= 0) {
                    p++;
                }
                continue;
            }
            int length = length(b[p]);
            if (length == 0 || p + length > to || !valid(b, p, length)) {
                return p;
            }
            p += length;
        }
        return to;
    }

    /** Whether the bytes {@code [from, to)}, where a check stopped, are the valid beginning of one character. */
    public static boolean cutOff(byte[] b, int from, int to) {
        int length = length(b[from]);
        return to - from < length && valid(b, from, to - from);
    }

    private static int length(byte lead) {
        int c = lead & 0xff;
        if (c < 0x80) {
            return 1;
        }
        if (c < 0xc2 || c > 0xf4) {
            return 0;
        }
        return c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    }

    private static boolean valid(byte[] b, int p, int length) {
        int lead = b[p] & 0xff;
        for (int i = 1; i < length; i++) {
            int c = b[p + i] & 0xff;
            int low = 0x80;
            int high = 0xbf;
            if (i == 1) {
                low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
                high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
            }
            if (c < low || c > high) {
                return false;
            }
        }
        return true;
    }
}
