package io.trailwatch.render;

import io.trailwatch.summary.EventTime;
import java.io.IOException;
import java.io.OutputStream;

/** Text as UTF-8 through a buffer. A lone surrogate is written as {@code ?}. */
final class TextOut {
    private static final int SIZE = 1 << 16;
    /** Of the largest long. */
    private static final int DIGITS = 19;

    private final OutputStream out;
    private final byte[] buffer = new byte[SIZE];
    private int used;

    TextOut(OutputStream out) {
        this.out = out;
    }

    void ascii(char c) throws IOException {
        if (used == SIZE) {
            drain();
        }
        buffer[used++] = (byte) c;
    }

    void text(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                ascii(c);
            } else {
                i = wide(text, i, c);
            }
        }
    }

    /** Writes the character at a place beyond ASCII and returns the place of its last part. */
    int wide(String text, int i, char c) throws IOException {
        if (used > SIZE - 4) {
            drain();
        }
        if (c < 0x800) {
            buffer[used++] = (byte) (0xC0 | c >> 6);
            buffer[used++] = (byte) (0x80 | c & 0x3F);
            return i;
        }
        if (!Character.isSurrogate(c)) {
            buffer[used++] = (byte) (0xE0 | c >> 12);
            buffer[used++] = (byte) (0x80 | c >> 6 & 0x3F);
            buffer[used++] = (byte) (0x80 | c & 0x3F);
            return i;
        }
        int point = text.codePointAt(i);
        if (point < 0x10000) {
            buffer[used++] = '?';
            return i;
        }
        buffer[used++] = (byte) (0xF0 | point >> 18);
        buffer[used++] = (byte) (0x80 | point >> 12 & 0x3F);
        buffer[used++] = (byte) (0x80 | point >> 6 & 0x3F);
        buffer[used++] = (byte) (0x80 | point & 0x3F);
        return i + 1;
    }

    void number(long value) throws IOException {
        if (value < 0) {
            text(Long.toString(value));
            return;
        }
        if (used > SIZE - DIGITS) {
            drain();
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        used += digits;
        long rest = value;
        for (int at = used; digits > 0; digits--, rest /= 10) {
            buffer[--at] = (byte) ('0' + rest % 10);
        }
    }

    /** A JSON string as serde_json writes it: quotes, backslash and control characters escaped, all else as it is. */
    void quoted(String text) throws IOException {
        ascii('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i = wide(text, i, c);
            } else if (c >= 0x20 && c != '"' && c != '\\') {
                ascii(c);
            } else {
                escape(c);
            }
        }
        ascii('"');
    }

    /** A time as a summary shows it, as a JSON string. */
    void quoted(EventTime time) throws IOException {
        if (!time.isUsual()) {
            quoted(time.shown());
            return;
        }
        if (used > SIZE - EventTime.SHOWN_LENGTH - 2) {
            drain();
        }
        buffer[used] = '"';
        time.show(buffer, used + 1);
        used += EventTime.SHOWN_LENGTH + 2;
        buffer[used - 1] = '"';
    }

    private void escape(char c) throws IOException {
        ascii('\\');
        switch (c) {
            case '"', '\\' -> ascii(c);
            case '\b' -> ascii('b');
            case '\f' -> ascii('f');
            case '\n' -> ascii('n');
            case '\r' -> ascii('r');
            case '\t' -> ascii('t');
            default -> {
                text("u00");
                ascii(Character.forDigit(c >> 4, 16));
                ascii(Character.forDigit(c & 15, 16));
            }
        }
    }

    private void drain() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }

    void flush() throws IOException {
        drain();
        out.flush();
    }
}
