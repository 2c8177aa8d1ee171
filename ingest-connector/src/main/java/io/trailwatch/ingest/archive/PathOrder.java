package io.trailwatch.ingest.archive;

/** The order of UTF-8 bytes, which is that of a bucket's keys. */
public final class PathOrder {
    private PathOrder() {}

    public static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Half of a pair stands for a code point above all that are one char.
                boolean pairX = Character.isSurrogate(x);
                return pairX == Character.isSurrogate(y) ? Character.compare(x, y) : pairX ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
