package io.trailwatch.ingest.record;

/** Decodes the escapes of a JSON string that a {@link JsonScanner} has found well-formed. */
public final class JsonEscapes {
    private JsonEscapes() {}

    /**
     * Writes the text of the string between its quotes {@code [from, to)} as UTF-8 to {@code target}, which needs at most
     * {@code to - from} bytes. A surrogate without its partner becomes U+FFFD, as it has no form in UTF-8.
     *
     * @return the number of bytes written
     */
    public static int decode(byte[] source, int from, int to, byte[] target, int at) {
        int out = at;
        int p = from;
        while (p < to) {
            byte c = source[p++];
            if (c != '\\') {
                target[out++] = c;
                continue;
            }
            c = source[p++];
            if (c != 'u') {
                target[out++] = plain(c);
                continue;
            }
            int unit = unit(source, p);
            p += 4;
            if (Character.isHighSurrogate((char) unit)
                    && p + 6 <= to
                    && source[p] == '\\'
                    && source[p + 1] == 'u'
                    && Character.isLowSurrogate((char) unit(source, p + 2))) {
                unit = Character.toCodePoint((char) unit, (char) unit(source, p + 2));
                p += 6;
            } else if (unit >= 0xd800 && unit <= 0xdfff) {
                unit = 0xfffd;
            }
            out = put(unit, target, out);
        }
        return out - at;
    }

    private static byte plain(byte c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> c;
        };
    }

    private static int unit(byte[] b, int p) {
        return JsonBytes.hex(b[p]) << 12
                | JsonBytes.hex(b[p + 1]) << 8
                | JsonBytes.hex(b[p + 2]) << 4
                | JsonBytes.hex(b[p + 3]);
    }

    private static int put(int codePoint, byte[] target, int out) {
        if (codePoint < 0x80) {
            target[out++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            target[out++] = (byte) (0xc0 | codePoint >> 6);
            target[out++] = (byte) (0x80 | codePoint & 0x3f);
        } else if (codePoint < 0x10000) {
            target[out++] = (byte) (0xe0 | codePoint >> 12);
            target[out++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
            target[out++] = (byte) (0x80 | codePoint & 0x3f);
        } else {
            target[out++] = (byte) (0xf0 | codePoint >> 18);
            target[out++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
            target[out++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
            target[out++] = (byte) (0x80 | codePoint & 0x3f);
        }
        return out;
    }
}
