package io.trailwatch.ingest.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How reading goes on behind JSON that is broken. A document that stands on one line is JSON Lines: the line is bad, the next
 * one is read. A document over several lines goes on being skipped until a line begins with a bracket in its first column,
 * so that what lies nested in it (and is written by whoever called AWS) is never taken for a record; the file is then
 * reported as damaged, because nobody knows how many records were lost. A line that was cut off swallows the lines after it
 * until the grammar breaks: they are gone back to.
 */
final class Recovery {
    /** How far back reading goes at once, in bytes. */
    private static final int REWIND = 1 << 20;
    /** How often a byte is read again, on average: bounds the work that a hostile file can cause. */
    private static final int REREAD = 4;

    private final Window window;
    private final RecordTaker taker;
    private boolean manyLines;
    private boolean lineStart;
    private boolean resumed;
    private long brokenLine;
    private long rewound;
    private @Nullable String problem;

    Recovery(Window window, RecordTaker taker) {
        this.window = window;
        this.taker = taker;
    }

    void start() {
        manyLines = false;
        lineStart = false;
        resumed = false;
        brokenLine = -1;
        rewound = 0;
        problem = null;
    }

    void startDocument() {
        manyLines = false;
    }

    /** What is broken, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    /** The file ends and no document of it was whole: a line with many records that breaks is not just one bad line of many. */
    void nothingWhole() {
        if (brokenLine >= 0) {
            broken(brokenLine);
        }
    }

    void hopeless() {
        note("no JSON document in it");
    }

    /** The document at hand goes on over {@code [from, to)} of the window. */
    void passed(int from, int to) {
        lineStart = window.buf[to - 1] == '\n';
        manyLines = manyLines || indexOf(from, to) >= 0;
    }

    /** Whether {@code c}, where a document should begin, closes or separates what a broken document left open. */
    boolean isLeftOver(byte c) {
        return resumed && (c == ',' || c == ']' || c == '}');
    }

    /**
     * Rejects what is broken and moves the window to where a document may begin.
     *
     * @param at where the grammar breaks; the piece that is broken begins at the window's position
     * @param open whether it lies in a wrapper or array
     */
    void recover(int at, boolean open, RecordSink sink) throws IOException {
        int from = window.pos;
        long position = window.position(from);
        if (window.damage() != null && window.isEnd(at)) {
            window.pos = window.limit; // The file's damage tells why the piece is not whole.
            return;
        }
        int line = indexOf(from, at);
        if (!manyLines && line < 0) {
            int end = indexOf(at, window.limit);
            taker.reject(Reject.BAD_LINE, position, window.buf, from, end < 0 ? window.limit : end, sink);
            window.pos = at;
            skipLine();
            if (open && brokenLine < 0) {
                brokenLine = position;
            }
            return;
        }
        resumed = true;
        if (open && at == from && lineStart && opens(window.buf[Math.min(at, window.limit - 1)])) {
            broken(position);
            return;
        }
        int end = line >= 0 ? line : indexOf(at, window.limit);
        taker.reject(Reject.BAD_LINE, position, window.buf, from, end < 0 ? window.limit : end, sink);
        window.pos = line >= 0 && mayRewind(at - from, position) ? line : at;
        long resumedAt = skipToBracket();
        if (open || resumedAt != position + (line - from) + 1) {
            broken(position);
        }
    }

    private boolean mayRewind(int distance, long position) {
        if (distance > REWIND || rewound + distance > REWIND + REREAD * position) {
            return false;
        }
        rewound += distance;
        return true;
    }

    /** What begins at {@code position} is not closed before the file ends. */
    void unclosed(long position) {
        if (window.damage() == null) {
            broken(position);
        }
    }

    private void broken(long position) {
        note("broken at byte " + position);
    }

    private void note(String text) {
        if (problem == null) {
            problem = text;
        }
    }

    private void skipLine() {
        while (window.pos < window.limit || window.more()) {
            int line = indexOf(window.pos, window.limit);
            if (line >= 0) {
                window.pos = line + 1;
                return;
            }
            window.pos = window.limit;
        }
    }

    /** To the next line that begins with a bracket; returns its position in the file, -1 where there is none. */
    private long skipToBracket() {
        boolean start = false;
        while (window.pos < window.limit || window.more()) {
            byte c = window.buf[window.pos];
            if (start && opens(c)) {
                return window.position(window.pos);
            }
            start = c == '\n';
            window.pos++;
        }
        return -1;
    }

    private static boolean opens(byte c) {
        return c == '{' || c == '[';
    }

    private int indexOf(int from, int to) {
        byte[] b = window.buf;
        for (int i = from; i < to; i++) {
            if (b[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
