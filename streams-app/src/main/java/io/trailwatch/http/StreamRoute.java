package io.trailwatch.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Server-sent events: users as they change. */
final class StreamRoute {
    private static final int LONGEST_ID = 64;

    private final StreamHub hub;

    StreamRoute(StreamHub hub) {
        this.hub = hub;
    }

    void handle(Context ctx) {
        Params.of(ctx, Set.of());
        String header = ctx.header("Last-Event-ID");
        String lastId = header == null || header.isEmpty() || header.length() > LONGEST_ID ? null : header;
        boolean hasSeen = header != null && !header.isEmpty();
        CompletableFuture<Void> gone = new CompletableFuture<>();
        ctx.contentType("text/event-stream");
        ctx.header("Cache-Control", "no-store");
        ctx.header("X-Accel-Buffering", "no");
        if (ctx.method() == HandlerType.HEAD) {
            hub.checkPlace();
            return;
        }
        ctx.future(() -> {
            try {
                ServletOutputStream out = ctx.res().getOutputStream();
                SseClient client = new SseClient(out, gone);
                hub.add(client, hasSeen && lastId == null ? "?" : lastId);
                gone.whenComplete((none, thrown) -> hub.remove(client));
                ctx.req().getAsyncContext().addListener(new Gone(client));
                out.setWriteListener(client);
                return gone;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private record Gone(SseClient client) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            client.leave();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            client.leave();
        }

        @Override
        public void onError(AsyncEvent event) {
            client.leave();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Started once.
        }
    }
}
