package io.trailwatch.http;

import io.javalin.http.Context;
import io.trailwatch.query.BusyException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Answers that are made while they are read: so many at once, each for so long. */
final class Downloads {
    private static final int BUFFER_BYTES = 32 << 10;

    private final Semaphore places;
    private final Duration longest;

    Downloads(ApiLimits limits) {
        places = new Semaphore(limits.downloads());
        longest = limits.downloadTime();
    }

    /** Writes an answer's body. */
    @FunctionalInterface
    interface Body {
        void write(OutputStream out) throws IOException;
    }

    /** Prepares an answer and says how its body is written. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Does work in a place of its own. */
    void in(Work work) throws IOException {
        if (!places.tryAcquire()) {
            throw new BusyException("other downloads are under way");
        }
        try {
            work.run();
        } finally {
            places.release();
        }
    }

    /** Streams a body; what throws after its beginning breaks the connection. */
    void write(Context ctx, String contentType, Body body) throws IOException {
        head(ctx, contentType);
        ctx.minSizeForCompression(0);
        long deadline = System.nanoTime() + longest.toNanos();
        OutputStream out = new BufferedOutputStream(new UntilDeadline(ctx.outputStream(), deadline), BUFFER_BYTES);
        body.write(out);
        out.flush();
    }

    /** The headers that every such answer has; all of the answer where only they were asked for. */
    static void head(Context ctx, String contentType) {
        ctx.contentType(contentType);
        ctx.res().addHeader("Vary", "Accept, Accept-Encoding, Authorization");
    }

    /** A client that reads slowly for ever must not hold a place for ever. */
    private static final class UntilDeadline extends OutputStream {
        private final OutputStream out;
        private final long deadline;

        UntilDeadline(OutputStream out, long deadline) {
            this.out = out;
            this.deadline = deadline;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the client reads too slowly");
            }
            out.write(b, off, len);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
