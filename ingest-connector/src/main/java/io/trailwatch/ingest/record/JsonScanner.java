package io.trailwatch.ingest.record;

/**
 * Finds where JSON values end, without interpreting them. Strict as RFC 8259: brackets matched by kind, strings closed and
 * free of raw control characters, escapes, numbers and literals well-formed, no trailing commas. UTF-8 is checked elsewhere.
 *
 * <p>Every method returns the index after what it read, or one of the negative codes; {@link #at()} then tells where. It
 * works on what lies in the array: at its end it says {@link #NEED_MORE}, and the caller starts again with more bytes.
 */
public class JsonScanner {
    /** The bytes end before the value does. */
    public static final int NEED_MORE = -1;

    public static final int MALFORMED = -2;
    public static final int TOO_DEEP = -3;

    private final int maxDepth;
    private final long[] objects;
    private byte[] buffer = new byte[0];
    private int end;
    private int at;
    private boolean escaped;

    /** @param maxDepth how many objects and arrays may lie within each other */
    public JsonScanner(int maxDepth) {
        this.maxDepth = maxDepth;
        this.objects = new long[(maxDepth >>> 6) + 1];
    }

    /** Points the scanner at {@code array[.., end)}. */
    public void over(byte[] array, int end) {
        this.buffer = array;
        this.end = end;
    }

    /** Where the last call that failed stopped. */
    public int at() {
        return at;
    }

    /** Whether the string that was read last holds escapes. */
    public boolean escaped() {
        return escaped;
    }

    /** The array that the scanner looks at. */
    public byte[] buffer() {
        return buffer;
    }

    int end() {
        return end;
    }

    boolean tooDeep(int depth) {
        return depth >= maxDepth;
    }

    int stop(int code, int where) {
        at = where;
        return code;
    }

    /** What is wrong at {@code p}, where something else was expected: the end of the bytes or of the grammar. */
    int unexpected(int p) {
        return stop(p >= end ? NEED_MORE : MALFORMED, p);
    }

    public int skipBlank(int p) {
        return JsonBytes.blankEnd(buffer, p, end);
    }

    /** Reads the string whose opening quote is at {@code p}. */
    public int skipString(int p) {
        byte[] b = buffer;
        int stop = end;
        int q = JsonBytes.plainEnd(b, p + 1, stop);
        escaped = false;
        while (q < stop) {
            byte c = b[q];
            if (c == '"') {
                return q + 1;
            }
            if (c != '\\') {
                return stop(MALFORMED, q);
            }
            escaped = true;
            q = skipEscape(q);
            if (q < 0) {
                return q;
            }
            q = JsonBytes.plainEnd(b, q, stop);
        }
        return stop(NEED_MORE, stop);
    }

    private int skipEscape(int p) {
        if (p + 1 >= end) {
            return stop(NEED_MORE, end);
        }
        switch (buffer[p + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return p + 2;
            }
            case 'u' -> {
                for (int i = p + 2; i < p + 6; i++) {
                    if (i >= end || JsonBytes.hex(buffer[i]) < 0) {
                        return unexpected(i);
                    }
                }
                return p + 6;
            }
            default -> {
                return stop(MALFORMED, p + 1);
            }
        }
    }

    /** Reads {@code :} and the white space around it, after a key. */
    int skipColon(int p) {
        byte[] b = buffer;
        int q = p < end && b[p] == ':' ? p : skipBlank(p);
        if (q >= end || b[q] != ':') {
            return unexpected(q);
        }
        q++;
        return q < end && b[q] > ' ' ? q : skipBlank(q);
    }

    /** Reads the value that begins at {@code p}, within {@code depth} objects and arrays. */
    public int skipValue(int p, int depth) {
        if (p >= end) {
            return stop(NEED_MORE, p);
        }
        return switch (buffer[p]) {
            case '"' -> skipString(p);
            case '{', '[' -> skipContainer(p, depth);
            default -> skipScalar(p);
        };
    }

    private int skipContainer(int start, int outer) {
        byte[] b = buffer;
        int stop = end;
        int depth = outer;
        int p = start;
        while (true) {
            // A value begins at p.
            if (p >= stop) {
                return stop(NEED_MORE, p);
            }
            byte c = b[p];
            if (c == '{' || c == '[') {
                boolean object = c == '{';
                if (tooDeep(depth)) {
                    return stop(TOO_DEEP, p);
                }
                push(depth++, object);
                p = skipBlank(p + 1);
                if (p >= stop) {
                    return stop(NEED_MORE, p);
                }
                if (b[p] != (object ? '}' : ']')) {
                    if (object) {
                        p = skipKey(p);
                        if (p < 0) {
                            return p;
                        }
                    }
                    continue;
                }
                p++;
                depth--;
            } else {
                p = c == '"' ? skipString(p) : skipScalar(p);
                if (p < 0) {
                    return p;
                }
            }
            // After a value: close what ends here, then go on behind a comma.
            while (true) {
                if (depth == outer) {
                    return p;
                }
                if (p < stop && b[p] <= ' ') {
                    p = skipBlank(p);
                }
                if (p >= stop) {
                    return stop(NEED_MORE, p);
                }
                boolean object = isObject(depth - 1);
                c = b[p];
                if (c == ',') {
                    p = skipBlank(p + 1);
                    if (object) {
                        p = skipKey(p);
                        if (p < 0) {
                            return p;
                        }
                    }
                    break;
                }
                if (c != (object ? '}' : ']')) {
                    return stop(MALFORMED, p);
                }
                p++;
                depth--;
            }
        }
    }

    /** Goes over an object or array of any depth by its brackets alone. */
    public int skipBrackets(int p) {
        int depth = 0;
        int q = p;
        while (q < end) {
            byte c = buffer[q];
            if (c == '"') {
                q = skipString(q);
                if (q < 0) {
                    return q;
                }
                continue;
            }
            q++;
            if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                return q;
            }
        }
        return stop(NEED_MORE, end);
    }

    private void push(int depth, boolean object) {
        long bit = 1L << depth;
        if (object) {
            objects[depth >>> 6] |= bit;
        } else {
            objects[depth >>> 6] &= ~bit;
        }
    }

    private boolean isObject(int depth) {
        return (objects[depth >>> 6] & 1L << depth) != 0;
    }

    private int skipKey(int p) {
        if (p >= end || buffer[p] != '"') {
            return unexpected(p);
        }
        int q = skipString(p);
        return q < 0 ? q : skipColon(q);
    }

    private int skipScalar(int p) {
        return switch (buffer[p]) {
            case 't' -> skipLiteral(p, "true");
            case 'f' -> skipLiteral(p, "false");
            case 'n' -> skipLiteral(p, "null");
            default -> skipNumber(p);
        };
    }

    private int skipLiteral(int p, String literal) {
        for (int i = 0; i < literal.length(); i++) {
            if (p + i >= end || buffer[p + i] != literal.charAt(i)) {
                return unexpected(p + i);
            }
        }
        return ended(p + literal.length());
    }

    private int skipNumber(int p) {
        byte[] b = buffer;
        int q = b[p] == '-' ? p + 1 : p;
        if (q >= end || !JsonBytes.isDigit(b[q])) {
            return unexpected(q);
        }
        q = b[q] == '0' ? q + 1 : skipDigits(q);
        if (q < end && b[q] == '.') {
            q = skipDigits(q + 1);
        }
        if (q > 0 && q < end && (b[q] | 0x20) == 'e') {
            q++;
            q = skipDigits(q < end && (b[q] == '+' || b[q] == '-') ? q + 1 : q);
        }
        return q < 0 ? q : ended(q);
    }

    /** At least one digit. */
    private int skipDigits(int p) {
        int q = p;
        while (q < end && JsonBytes.isDigit(buffer[q])) {
            q++;
        }
        return q == p ? unexpected(q) : q;
    }

    /** A number or literal ends where white space or punctuation follows, not at the end of the bytes. */
    private int ended(int p) {
        if (p >= end) {
            return stop(NEED_MORE, p);
        }
        byte c = buffer[p];
        return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t'
                ? p
                : stop(MALFORMED, p);
    }
}
