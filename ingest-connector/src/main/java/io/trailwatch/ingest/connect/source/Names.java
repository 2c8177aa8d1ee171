package io.trailwatch.ingest.connect.source;

/** Names that others chose, for logs and messages. */
final class Names {
    private Names() {}

    /** Without control characters, not endless. */
    static String printable(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length() && i < 300; i++) {
            char c = name.charAt(i);
            text.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.toString();
    }
}
