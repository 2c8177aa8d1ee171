package io.trailwatch.ingest.record;

import org.jspecify.annotations.Nullable;

/**
 * Tells a CloudTrail record from other JSON objects, and takes it out of what may be around it: an EventBridge envelope
 * ({@code detail}), or an entry of {@code aws cloudtrail lookup-events} ({@code CloudTrailEvent}, a string that holds it).
 */
public final class Unwrapper {
    private static final int KEPT = 1 << 20;

    private byte[] text = new byte[0];
    private int start;
    private int end;

    /**
     * Looks at the object {@code [from, to)} that the scanner has just gone over. Where it is or holds a record, the scanner
     * knows that record's fields afterwards, and may look at another array than before.
     *
     * @return null for a record, or why it is none
     */
    public @Nullable Unreadable unwrap(RecordScanner scanner, int from, int to) {
        start = from;
        end = to;
        if (scanner.isEvent()) {
            return null;
        }
        if (scanner.hasDetail()) {
            start = scanner.start(Slot.DETAIL);
            end = scanner.scan(start, false);
        } else if (scanner.hasCloudTrailEvent()) {
            int problem = decode(scanner);
            if (problem < 0) {
                return problem == JsonScanner.TOO_DEEP ? Unreadable.TOO_DEEP : Unreadable.NOT_JSON;
            }
        } else {
            return Unreadable.NOT_AN_EVENT;
        }
        return scanner.isEvent() ? null : Unreadable.NOT_AN_EVENT;
    }

    private int decode(RecordScanner scanner) {
        int from = scanner.start(Slot.CLOUD_TRAIL_EVENT) + 1;
        int to = scanner.end(Slot.CLOUD_TRAIL_EVENT) - 1;
        if (text.length < to - from || text.length > KEPT) {
            text = new byte[Math.max(4096, to - from)];
        }
        int length = JsonEscapes.decode(scanner.buffer(), from, to, text, 0);
        scanner.over(text, length);
        start = scanner.skipBlank(0);
        if (start >= length || text[start] != '{') {
            return JsonScanner.MALFORMED;
        }
        end = scanner.scan(start, false);
        return end >= 0 && scanner.skipBlank(end) < length ? JsonScanner.MALFORMED : end;
    }

    /** Where the record begins in the scanner's array. */
    public int start() {
        return start;
    }

    /** Where the record ends in the scanner's array. */
    public int end() {
        return end;
    }
}
