package io.trailwatch.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** The dashboard and the description of the interface: files of this program, read once; no request names a file. */
final class Pages {
    private final byte[] page = resource("/dashboard/index.html");
    private final byte[] script = resource("/dashboard/dashboard.js");
    private final byte[] style = resource("/dashboard/dashboard.css");
    private final byte[] description = resource("/openapi.yaml");

    void page(Context ctx) {
        send(ctx, "text/html;charset=utf-8", page);
    }

    void script(Context ctx) {
        send(ctx, "text/javascript;charset=utf-8", script);
    }

    void style(Context ctx) {
        send(ctx, "text/css;charset=utf-8", style);
    }

    void description(Context ctx) {
        send(ctx, "application/yaml", description);
    }

    private static void send(Context ctx, String type, byte[] body) {
        Params.of(ctx, Set.of());
        Replies.bytes(ctx, type, body);
    }

    private static byte[] resource(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new ApiException("the program is damaged: " + name + " is missing; install it again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ApiException("the program is damaged: " + name + " can't be read; install it again", e);
        }
    }
}
