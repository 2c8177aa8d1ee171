package io.trailwatch.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.trailwatch.query.BusyException;
import io.trailwatch.query.NotReadyException;
import io.trailwatch.query.TooCostlyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what goes wrong as problem documents (RFC 9457), without anything of the process's inside. */
final class Problems {
    static final String CONTENT_TYPE = "application/problem+json";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Problems() {}

    static void register(RoutesConfig routes) {
        routes.exception(ProblemException.class, (e, ctx) -> write(ctx, e.status(), said(e), e.headers()));
        routes.exception(NotReadyException.class, (e, ctx) -> write(ctx, 503, said(e), Map.of("Retry-After", "1")));
        routes.exception(
                BusyException.class,
                (e, ctx) -> write(ctx, 503, said(e) + ": ask again later", Map.of("Retry-After", "2")));
        routes.exception(TooCostlyException.class, (e, ctx) -> write(ctx, 422, said(e), Map.of()));
        routes.exception(HttpResponseException.class, (e, ctx) -> {
            Map<String, String> headers = e.getStatus() == 405 ? Map.of("Allow", "GET, HEAD") : Map.of();
            write(ctx, e.getStatus(), said(e.getStatus()), headers);
        });
        routes.exception(Exception.class, (e, ctx) -> {
            if (ctx.res().isCommitted() || e instanceof IOException) {
                LOG.debug("an answer broke off", e);
            } else {
                LOG.warn("a request failed: {}", e.getClass().getName());
                LOG.debug("a request failed", e);
            }
            write(ctx, 500, "the request could not be answered: the server's log says more", Map.of());
        });
    }

    /** Writes a problem, or breaks the connection where an answer has begun: it must not look whole. */
    private static void write(Context ctx, int status, String detail, Map<String, String> headers) {
        if (ctx.res().isCommitted()) {
            breakOff(ctx);
            return;
        }
        ctx.res().resetBuffer();
        for (String header : new String[] {"Content-Encoding", "ETag", "Content-Disposition"}) {
            ctx.res().setHeader(header, null);
        }
        headers.forEach(ctx::header);
        ctx.header("Cache-Control", "no-store");
        ctx.status(status);
        ctx.contentType(CONTENT_TYPE);
        ctx.result(body(status, detail));
    }

    static byte[] body(int status, String detail) {
        ObjectNode problem = JSON.createObjectNode();
        problem.put("type", "about:blank");
        problem.put("title", HttpStatus.getMessage(status));
        problem.put("status", status);
        problem.put("detail", detail);
        return problem.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String said(Exception e) {
        return Objects.requireNonNullElse(e.getMessage(), "");
    }

    private static void breakOff(Context ctx) {
        ServletContextRequest request = ServletContextRequest.getServletContextRequest(ctx.req());
        request.getConnectionMetaData().getConnection().getEndPoint().close();
    }

    private static String said(int status) {
        return switch (status) {
            case 404 -> "there is nothing here: /openapi.yaml says what there is";
            case 405 -> "this method is not answered here";
            case 413 -> "the request is too large";
            default -> HttpStatus.getMessage(status);
        };
    }

    /** For requests that never come to a route: bad HTTP, headers that are too large. */
    static final class ServerErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            int status = response.getStatus() < 400 ? 500 : response.getStatus();
            response.setStatus(status);
            response.getHeaders().put("Content-Type", CONTENT_TYPE);
            response.getHeaders().put("Cache-Control", "no-store");
            byte[] body = body(status, status == 500 ? "the request could not be answered" : "bad HTTP request");
            response.write(true, java.nio.ByteBuffer.wrap(body), callback);
            return true;
        }
    }
}
