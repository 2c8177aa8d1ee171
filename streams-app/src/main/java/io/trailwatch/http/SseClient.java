package io.trailwatch.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * One reader of the stream of changes. Nothing waits for it: what it does not take is kept, up to a bound, and one that takes
 * nothing for long is let go.
 */
final class SseClient implements WriteListener {
    private static final int MOST_WAITING = 1000;

    private final ServletOutputStream out;
    private final CompletableFuture<Void> gone;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private boolean open;
    private boolean flush;
    private long stuckSince;

    SseClient(ServletOutputStream out, CompletableFuture<Void> gone) {
        this.out = out;
        this.gone = gone;
    }

    @Override
    public synchronized void onWritePossible() throws IOException {
        open = true;
        drain();
    }

    @Override
    public void onError(Throwable t) {
        leave();
    }

    /** Hands over text; false where the client is to be let go. */
    synchronized boolean send(byte[] text, long now, long patienceNanos) {
        if (gone.isDone()) {
            return false;
        }
        if (waiting.isEmpty()) {
            stuckSince = now;
        } else if (waiting.size() >= MOST_WAITING || now - stuckSince > patienceNanos) {
            return false;
        }
        waiting.add(text);
        try {
            drain();
            return true;
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    private void drain() throws IOException {
        while (open && out.isReady()) {
            byte[] next = waiting.poll();
            if (next != null) {
                out.write(next);
                flush = true;
            } else if (flush) {
                flush = false;
                out.flush();
            } else {
                return;
            }
        }
    }

    void leave() {
        gone.complete(null);
    }
}
