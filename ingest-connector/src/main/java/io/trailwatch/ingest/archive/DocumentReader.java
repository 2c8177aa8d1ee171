package io.trailwatch.ingest.archive;

import io.trailwatch.ingest.record.JsonScanner;
import io.trailwatch.ingest.record.RecordScanner;
import io.trailwatch.ingest.record.RecordSlice;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the JSON documents of one file, one after the other: {@code {"Records":[…]}} (or {@code Events}) with anything before
 * and after, an array of records, one record; each on a line of its own or not. A record is scanned in the window as a whole,
 * and scanned again from its start when it runs over the window's end; wrappers are walked through as they stream by.
 *
 * <p>What is broken and how to go on behind it is {@link Recovery}'s matter.
 */
final class DocumentReader {
    private static final int HOPELESS_LINES = 1000;
    private static final int HEAD = 1024;
    /** A value that nobody wants and that is larger than this is not held whole. */
    private static final int STREAMED = 1 << 20;

    private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final Window window;
    private final int maxRecord;
    private final RecordScanner scanner;
    private final RecordTaker taker;
    private final Recovery recovery;
    private RecordSink sink = new NoSink();
    /** Whether a wrapper or array is open, so that records of the document may already have been handed on. */
    private boolean open;

    DocumentReader(Window window, ReaderLimits limits) {
        this.window = window;
        this.maxRecord = limits.maxRecordBytes();
        this.scanner = new RecordScanner(limits.maxDepth());
        this.taker = new RecordTaker(scanner);
        this.recovery = new Recovery(window, taker);
    }

    RecordTaker taker() {
        return taker;
    }

    Recovery recovery() {
        return recovery;
    }

    void read(RecordSink recordSink) throws IOException {
        sink = recordSink;
        taker.start();
        recovery.start();
        int good = 0;
        int bad = 0;
        skipBom();
        while (blank()) {
            byte c = window.buf[window.pos];
            if (recovery.isLeftOver(c)) {
                window.pos++;
                continue;
            }
            recovery.startDocument();
            open = false;
            if (c == '{' ? document() : c == '[' ? topArray() : scalar()) {
                good = 1;
            } else if (good == 0 && ++bad >= HOPELESS_LINES) {
                recovery.hopeless();
                break;
            }
        }
        if (good == 0) {
            recovery.nothingWhole();
            if (taker.records() == 0 && taker.rejected() > 0) {
                recovery.hopeless();
            }
        }
        sink = new NoSink();
    }

    private void skipBom() {
        window.more();
        if (window.limit >= BOM.length && Arrays.equals(window.buf, 0, BOM.length, BOM, 0, BOM.length)) {
            window.pos = BOM.length;
        }
        scanner.over(window.buf, window.limit);
    }

    private boolean more() {
        boolean more = window.more();
        scanner.over(window.buf, window.limit);
        return more;
    }

    /** Goes to the next byte that is no white space; false at the end of the file. */
    private boolean blank() {
        while (true) {
            int from = window.pos;
            if (from < window.limit && window.buf[from] > ' ') {
                return true;
            }
            int to = scanner.skipBlank(from);
            if (to > from) {
                recovery.passed(from, to);
                window.pos = to;
            }
            if (to < window.limit) {
                return true;
            }
            if (!more()) {
                return false;
            }
        }
    }

    private boolean document() throws IOException {
        while (true) {
            int end = scanner.scan(window.pos, true);
            if (end >= 0) {
                take(end);
                return true;
            }
            switch (end) {
                case RecordScanner.WRAPPER -> {
                    recovery.passed(window.pos, scanner.at());
                    window.pos = scanner.at() + 1;
                    open = true;
                    return array() && members(false);
                }
                case JsonScanner.TOO_DEEP -> {
                    return largeDocument(Reject.TOO_DEEP);
                }
                case JsonScanner.NEED_MORE -> {
                    if (window.limit - window.pos > maxRecord) {
                        return largeDocument(Reject.TOO_LARGE);
                    }
                    if (!more()) {
                        return broken(scanner.at());
                    }
                }
                default -> {
                    return broken(scanner.at());
                }
            }
        }
    }

    /** A document that cannot be one record: looks for records in it and holds no more than a key of it. */
    private boolean largeDocument(Reject reason) throws IOException {
        byte[] head = Arrays.copyOfRange(window.buf, window.pos, Math.min(window.limit, window.pos + HEAD));
        long position = window.position(window.pos);
        window.pos++;
        if (!members(true)) {
            return false;
        }
        if (!open) {
            taker.reject(reason, position, head, 0, head.length, sink);
        }
        return true;
    }

    /** The members of a wrapper up to its closing brace. */
    private boolean members(boolean first) throws IOException {
        boolean begun = !first;
        while (true) {
            if (!blank()) {
                return broken(window.pos);
            }
            byte c = window.buf[window.pos];
            if (c == '}') {
                window.pos++;
                return true;
            }
            if (begun && (c != ',' || !step())) {
                return broken(window.pos);
            }
            begun = true;
            if (window.buf[window.pos] != '"') {
                return broken(window.pos);
            }
            int end = key();
            if (end < 0) {
                return broken(scanner.at());
            }
            boolean wrapper = scanner.isWrapperKey(window.pos + 1, end - 1);
            window.pos = end;
            if (!blank() || window.buf[window.pos] != ':' || !step()) {
                return broken(window.pos);
            }
            if (wrapper && window.buf[window.pos] == '[') {
                open = true;
                window.pos++;
                if (!array()) {
                    return false;
                }
            } else if (!value()) {
                return broken(scanner.at());
            }
        }
    }

    /** Over one byte and the white space behind it. */
    private boolean step() {
        window.pos++;
        return blank();
    }

    private int key() {
        while (true) {
            int end = scanner.skipString(window.pos);
            if (end != JsonScanner.NEED_MORE || window.limit - window.pos > maxRecord || !more()) {
                return end;
            }
        }
    }

    private boolean topArray() throws IOException {
        window.pos++;
        open = true;
        return array();
    }

    /** The elements of an array up to its closing bracket. */
    private boolean array() throws IOException {
        boolean begun = false;
        while (true) {
            if (!blank()) {
                return broken(window.pos);
            }
            byte c = window.buf[window.pos];
            if (c == ']') {
                window.pos++;
                return true;
            }
            if (begun) {
                if (c != ',' || !step()) {
                    return broken(window.pos);
                }
                c = window.buf[window.pos];
            }
            begun = true;
            if (c == '{' ? !element() : !scalar()) {
                return false;
            }
        }
    }

    private boolean element() throws IOException {
        while (true) {
            int end = scanner.scan(window.pos, false);
            if (end >= 0) {
                take(end);
                return true;
            }
            if (end == JsonScanner.TOO_DEEP) {
                return pass(Reject.TOO_DEEP);
            }
            if (end == JsonScanner.NEED_MORE && window.limit - window.pos > maxRecord) {
                return pass(Reject.TOO_LARGE);
            }
            if (end != JsonScanner.NEED_MORE || !more()) {
                return broken(scanner.at());
            }
        }
    }

    private void take(int end) throws IOException {
        int start = window.pos;
        long position = window.position(start);
        if (end - start > maxRecord) {
            taker.reject(Reject.TOO_LARGE, position, window.buf, start, end, sink);
        } else {
            taker.take(window.buf, start, end, position, sink);
            scanner.over(window.buf, window.limit);
        }
        window.pos = end;
    }

    /** Where a record should be, a value that is none. */
    private boolean scalar() throws IOException {
        byte[] head = Arrays.copyOfRange(window.buf, window.pos, Math.min(window.limit, window.pos + HEAD));
        long position = window.position(window.pos);
        if (!value()) {
            return broken(scanner.at());
        }
        long length = window.position(window.pos) - position;
        taker.reject(Reject.NOT_AN_EVENT, position, head, 0, (int) Math.min(length, head.length), sink);
        return true;
    }

    private boolean pass(Reject reason) throws IOException {
        taker.reject(reason, window.position(window.pos), window.buf, window.pos, window.limit, sink);
        return skipTree() || broken(window.pos);
    }

    /** Over any value, however large; false where it is broken at the scanner's position. */
    private boolean value() {
        while (true) {
            int end = scanner.skipValue(window.pos, 1);
            if (end >= 0) {
                window.pos = end;
                return true;
            }
            boolean tree = window.pos < window.limit && "{[\"".indexOf(window.buf[window.pos]) >= 0;
            if (end == JsonScanner.TOO_DEEP
                    || (tree
                            && end == JsonScanner.NEED_MORE
                            && window.limit - window.pos > Math.min(STREAMED, maxRecord))) {
                return skipTree();
            }
            if (end != JsonScanner.NEED_MORE || window.limit - window.pos > maxRecord || !more()) {
                return false;
            }
        }
    }

    /** Streams over an object, array or string of any size and depth by its brackets alone. */
    private boolean skipTree() {
        long start = window.position(window.pos);
        long depth = 0;
        boolean string = false;
        while (window.pos < window.limit || more()) {
            byte c = window.buf[window.pos++];
            if (c == '"') {
                string = !string;
            } else if (string) {
                if (c == '\\' && (window.pos < window.limit || more())) {
                    window.pos++;
                }
                continue;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            if (depth <= 0 && !string) {
                return true;
            }
        }
        recovery.unclosed(start);
        scanner.skipValue(window.pos, 0);
        return false;
    }

    private boolean broken(int at) throws IOException {
        recovery.recover(at, open, sink);
        scanner.over(window.buf, window.limit);
        return false;
    }

    private static final class NoSink implements RecordSink {
        @Override
        public void record(RecordSlice record) {}

        @Override
        public void rejected(Reject reason, long position, byte[] array, int offset, int length) {}
    }
}
