package io.trailwatch.summary;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record's {@code eventTime}: the text itself, compared as text. The usual form {@code YYYY-MM-DDTHH:MM:SSZ} is kept as the
 * number YYYYMMDDHHMMSS, whose order is the text's; any other text (also {@code -} for absent and the empty string for null)
 * is kept as it is.
 *
 * @param packed the fourteen digits, or -1 for another form
 * @param text the text of another form, or null
 */
public record EventTime(long packed, @Nullable String text) implements Comparable<EventTime> {
    private static final int USUAL_LENGTH = 20;
    /** Bytes of the usual form as a summary shows it. */
    public static final int SHOWN_LENGTH = USUAL_LENGTH - 1;

    public static EventTime usual(long packed) {
        return new EventTime(packed, null);
    }

    public static EventTime of(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        long packed = pack(utf8, 0, utf8.length);
        return packed >= 0 ? usual(packed) : new EventTime(-1, text);
    }

    public static EventTime of(byte[] utf8, int offset, int length) {
        long packed = pack(utf8, offset, length);
        return packed >= 0
                ? usual(packed)
                : new EventTime(-1, new String(utf8, offset, length, StandardCharsets.UTF_8));
    }

    /** The digits of the usual form as one number, or -1 where the text has another form. No calendar is asked. */
    public static long pack(byte[] b, int o, int length) {
        if (length != USUAL_LENGTH
                || b[o + 4] != '-'
                || b[o + 7] != '-'
                || b[o + 10] != 'T'
                || b[o + 13] != ':'
                || b[o + 16] != ':'
                || b[o + 19] != 'Z') {
            return -1;
        }
        long packed = 0;
        for (int i = 0; i < 19; i++) {
            if (i == 4 || i == 7 || i == 10 || i == 13 || i == 16) {
                continue;
            }
            int digit = b[o + i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            packed = packed * 10 + digit;
        }
        return packed;
    }

    /** The text as it stood in the record. */
    public String raw() {
        return text != null ? text : unpack('T', true);
    }

    /** The text as a summary shows it: {@code T} as a space and {@code Z} dropped. */
    public String shown() {
        return text != null ? text.replace('T', ' ').replace("Z", "") : unpack(' ', false);
    }

    /** Whether {@link #shown()} has the usual length, so that {@link #show} can write it. */
    public boolean isUsual() {
        return text == null;
    }

    /** Writes what {@link #shown()} gives of the usual form, {@value #SHOWN_LENGTH} bytes. */
    public void show(byte[] out, int at) {
        unpack(out, at, ' ');
    }

    private String unpack(char middle, boolean zulu) {
        byte[] out = new byte[zulu ? USUAL_LENGTH : SHOWN_LENGTH];
        unpack(out, 0, middle);
        if (zulu) {
            out[SHOWN_LENGTH] = 'Z';
        }
        return new String(out, StandardCharsets.ISO_8859_1);
    }

    private void unpack(byte[] out, int at, char middle) {
        int date = (int) (packed / 1_000_000);
        int time = (int) (packed % 1_000_000);
        two(out, at, date / 1_000_000);
        two(out, at + 2, date / 10_000 % 100);
        out[at + 4] = '-';
        two(out, at + 5, date / 100 % 100);
        out[at + 7] = '-';
        two(out, at + 8, date % 100);
        out[at + 10] = (byte) middle;
        two(out, at + 11, time / 10_000);
        out[at + 13] = ':';
        two(out, at + 14, time / 100 % 100);
        out[at + 16] = ':';
        two(out, at + 17, time % 100);
    }

    private static void two(byte[] out, int at, int number) {
        out[at] = (byte) ('0' + number / 10);
        out[at + 1] = (byte) ('0' + number % 10);
    }

    /** The smaller of two; null stands for none. */
    public static @Nullable EventTime earlier(@Nullable EventTime a, @Nullable EventTime b) {
        return a == null || (b != null && b.compareTo(a) < 0) ? b : a;
    }

    /** The larger of two; null stands for none. */
    public static @Nullable EventTime later(@Nullable EventTime a, @Nullable EventTime b) {
        return a == null || (b != null && b.compareTo(a) > 0) ? b : a;
    }

    @Override
    public int compareTo(EventTime other) {
        return text == null && other.text == null
                ? Long.compare(packed, other.packed)
                : EntryOrder.BYTES.compare(raw(), other.raw());
    }
}
