package io.trailwatch.http;

import io.javalin.http.Context;
import io.trailwatch.query.PeerService;
import java.io.IOException;

/** What instances ask each other; {@link Guard} has seen their token. */
final class InternalRoutes {
    private static final int LARGEST_QUESTION = 1 << 20;

    private final PeerService service;

    InternalRoutes(PeerService service) {
        this.service = service;
    }

    void answer(Context ctx) throws IOException {
        byte[] body = ctx.req().getInputStream().readNBytes(LARGEST_QUESTION + 1);
        if (body.length > LARGEST_QUESTION) {
            throw new ProblemException(413, "the question is too large");
        }
        PeerService.Reply reply;
        try {
            reply = service.answer(ctx.pathParam("kind"), body);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, "no question of an instance: do all run the same version?");
        }
        if (reply == null) {
            throw new ProblemException(404, "no such question: do all instances run the same version?");
        }
        ctx.contentType("application/x-ndjson");
        reply.write(ctx.res().getOutputStream());
    }
}
