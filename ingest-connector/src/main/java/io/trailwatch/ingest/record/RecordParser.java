package io.trailwatch.ingest.record;

import org.jspecify.annotations.Nullable;

/**
 * Parses a topic's value: one CloudTrail record, a batch {@code {"Records":[…]}} or array of them, or several of these one
 * after the other; an EventBridge envelope and an entry of {@code lookup-events} are unwrapped. One pass over the bytes finds
 * the records and their fields. Rules of a field's text: {@link ParsedRecord}; a surrogate escape without its partner reads as
 * U+FFFD.
 *
 * <p>Never throws for bad bytes. What cannot be read is handed to the sink, as far as it goes: one element of a batch that is
 * no record, or, where the JSON breaks, all the rest of the value.
 *
 * <p>Reusable, for one thread at a time.
 */
public final class RecordParser {
    /** Takes what is in a value, in its order. */
    public interface Sink {
        /** One record, valid until this returns; {@code index} counts what the value holds, from 0. */
        void record(ParsedRecord record, int index);

        /** Bytes of the value that are no record. */
        void unreadable(int index, Unreadable reason, byte[] array, int offset, int length);
    }

    private static final int MAX_DEPTH = 1000;

    private final RecordScanner scanner = new RecordScanner(MAX_DEPTH);
    private final Unwrapper unwrapper = new Unwrapper();
    private final ScannedRecord record = new ScannedRecord(scanner);
    private byte[] value = new byte[0];
    private int end;
    private int index;
    /** The JSON broke, and what is left of the value was handed on as unreadable. */
    private boolean broken;

    public void parse(byte[] array, Sink sink) {
        parse(array, 0, array.length, sink);
    }

    /**
     * Hands every record of {@code array[offset, offset + length)} to {@code sink}.
     *
     * @return how many records and unreadable pieces were handed on
     */
    public int parse(byte[] array, int offset, int length, Sink sink) {
        value = array;
        end = offset + length;
        index = 0;
        broken = false;
        scanner.over(array, end);
        if (Utf8.validEnd(array, offset, end) < end) {
            unreadable(Unreadable.NOT_UTF8, offset, end, sink);
            return index;
        }
        int p = scanner.skipBlank(offset);
        do {
            p = scanner.skipBlank(document(p, sink));
        } while (p < end && !broken);
        return index;
    }

    private int document(int p, Sink sink) {
        if (p < end && value[p] == '[') {
            return array(p + 1, sink);
        }
        if (p >= end || value[p] != '{') {
            return scalar(p, sink);
        }
        int q = scanner.scan(p, true);
        if (q == RecordScanner.WRAPPER) {
            return members(array(scanner.at() + 1, sink), sink);
        }
        return q >= 0 ? take(p, q, sink) : unscannable(q, p, sink);
    }

    private int scalar(int p, Sink sink) {
        int q = scanner.skipValue(p, 1);
        if (q < 0) {
            // A number or literal has no end of its own.
            boolean whole = q == JsonScanner.NEED_MORE && p < end && value[p] != '"';
            return rest(whole ? Unreadable.NOT_AN_EVENT : Unreadable.NOT_JSON, p, sink);
        }
        unreadable(Unreadable.NOT_AN_EVENT, p, q, sink);
        return q;
    }

    /** What follows the records of a wrapper, which may be more records. */
    private int members(int from, Sink sink) {
        int p = from;
        while (!broken) {
            p = scanner.skipBlank(p);
            if (p < end && value[p] == '}') {
                return p + 1;
            }
            int key = p < end && value[p] == ',' ? scanner.skipBlank(p + 1) : end;
            int q = key < end && value[key] == '"' ? scanner.skipString(key) : JsonScanner.MALFORMED;
            if (q < 0) {
                return rest(Unreadable.NOT_JSON, p, sink);
            }
            boolean wrapper = scanner.isWrapperKey(key + 1, q - 1);
            q = scanner.skipColon(q);
            if (q >= 0 && q < end && wrapper && value[q] == '[') {
                p = array(q + 1, sink);
                continue;
            }
            q = q < 0 ? q : scanner.skipValue(q, 1);
            if (q < 0) {
                return rest(q == JsonScanner.TOO_DEEP ? Unreadable.TOO_DEEP : Unreadable.NOT_JSON, p, sink);
            }
            p = q;
        }
        return end;
    }

    /** The elements up to the closing bracket. */
    private int array(int from, Sink sink) {
        int p = scanner.skipBlank(from);
        if (p < end && value[p] == ']') {
            return p + 1;
        }
        while (p < end) {
            p = scanner.skipBlank(element(p, sink));
            if (broken) {
                return end;
            }
            if (p < end && value[p] == ']') {
                return p + 1;
            }
            if (p >= end || value[p] != ',') {
                return rest(Unreadable.NOT_JSON, p, sink);
            }
            p = scanner.skipBlank(p + 1);
        }
        return rest(Unreadable.NOT_JSON, p, sink);
    }

    private int element(int p, Sink sink) {
        if (value[p] == '{') {
            int q = scanner.scan(p, false);
            return q >= 0 ? take(p, q, sink) : unscannable(q, p, sink);
        }
        int q = scanner.skipValue(p, 1);
        if (q < 0) {
            return unscannable(q, p, sink);
        }
        unreadable(Unreadable.NOT_AN_EVENT, p, q, sink);
        return q;
    }

    private int take(int from, int to, Sink sink) {
        @Nullable Unreadable problem = unwrapper.unwrap(scanner, from, to);
        if (problem != null) {
            unreadable(problem, from, to, sink);
        } else {
            sink.record(record.at(unwrapper.start(), unwrapper.end()), index++);
        }
        scanner.over(value, end);
        return to;
    }

    /** An object or value at {@code p} that cannot be scanned: all of the rest, except where it only nests too deeply. */
    private int unscannable(int code, int p, Sink sink) {
        int q = code == JsonScanner.TOO_DEEP ? scanner.skipBrackets(p) : JsonScanner.MALFORMED;
        if (q < 0) {
            return rest(code == JsonScanner.TOO_DEEP ? Unreadable.TOO_DEEP : Unreadable.NOT_JSON, p, sink);
        }
        unreadable(Unreadable.TOO_DEEP, p, q, sink);
        return q;
    }

    private int rest(Unreadable reason, int p, Sink sink) {
        broken = true;
        unreadable(reason, p, end, sink);
        return end;
    }

    private void unreadable(Unreadable reason, int from, int to, Sink sink) {
        sink.unreadable(index++, reason, value, from, to - from);
    }
}
