package io.trailwatch.text;

import java.util.Locale;

/** Text from outside (names in an archive, messages of the system) made safe for a terminal or a log. */
public final class Printable {
    private Printable() {}

    /**
     * The text with control, format (such as those that turn the writing direction), surrogate and unassigned characters shown
     * as {@code \\}{@code uNNNN}, so that it can't steer a terminal.
     */
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean hidden = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.UNASSIGNED
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            if (hidden) {
                out.append(String.format(Locale.ROOT, "\\u%04X", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** The same, cut to at most so many characters, with {@code …} where something was cut. */
    public static String of(String text, int most) {
        String shown = of(text);
        if (shown.length() <= most) {
            return shown;
        }
        int end = Character.isHighSurrogate(shown.charAt(most - 2)) ? most - 2 : most - 1;
        return shown.substring(0, end) + "…";
    }
}
