package io.trailwatch.summary.store;

import io.trailwatch.summary.Header;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Headers in the order of users, merged from sources that are each in that order. Where two sources of one store hold the same
 * header, the first source's counts. Closed by the caller.
 */
public final class HeaderCursor implements AutoCloseable {
    private final List<Source> sources = new ArrayList<>();
    private final List<Runnable> closers = new ArrayList<>();
    private final boolean override;

    private HeaderCursor(boolean override) {
        this.override = override;
    }

    /** Over one store: what an earlier source holds, a later one does not add to. */
    static HeaderCursor overriding() {
        return new HeaderCursor(true);
    }

    /** Over several stores, each of which has its own part of a user. */
    static HeaderCursor together(List<HeaderCursor> cursors) {
        HeaderCursor all = new HeaderCursor(false);
        for (HeaderCursor cursor : cursors) {
            all.add(cursor.held(), cursor::close);
        }
        return all;
    }

    void add(Iterator<HeldHeader> source, Runnable close) {
        closers.add(close);
        sources.add(new Source(source));
    }

    /** Takes one header. */
    interface Visitor {
        void header(byte[] arn, Header header);
    }

    void forEach(Visitor visitor) {
        byte[] key = null;
        byte[] arn = {};
        for (HeldHeader held = next(); held != null; held = next()) {
            if (key == null || !RowKey.sameUser(key, held.key())) {
                arn = held.arn();
            }
            key = held.key();
            visitor.header(arn, held.header());
        }
    }

    private @Nullable HeldHeader next() {
        Source least = null;
        for (Source source : sources) {
            if (source.head != null && (least == null || source.compareTo(least) < 0)) {
                least = source;
            }
        }
        if (least == null) {
            return null;
        }
        HeldHeader taken = least.take();
        if (override && taken != null) {
            for (Source source : sources) {
                while (source.head != null && source.head.compareTo(taken) == 0) {
                    source.take();
                }
            }
        }
        return taken;
    }

    private Iterator<HeldHeader> held() {
        return new Iterator<>() {
            private @Nullable HeldHeader ahead = HeaderCursor.this.next();

            @Override
            public boolean hasNext() {
                return ahead != null;
            }

            @Override
            public HeldHeader next() {
                HeldHeader now = ahead;
                if (now == null) {
                    throw new java.util.NoSuchElementException();
                }
                ahead = HeaderCursor.this.next();
                return now;
            }
        };
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
        closers.clear();
        sources.clear();
    }

    private static final class Source implements Comparable<Source> {
        private final Iterator<HeldHeader> rest;
        private @Nullable HeldHeader head;

        private Source(Iterator<HeldHeader> rest) {
            this.rest = rest;
            take();
        }

        private @Nullable HeldHeader take() {
            HeldHeader taken = head;
            head = rest.hasNext() ? rest.next() : null;
            return taken;
        }

        @Override
        public int compareTo(Source other) {
            return head == null || other.head == null ? 0 : head.compareTo(other.head);
        }
    }
}
