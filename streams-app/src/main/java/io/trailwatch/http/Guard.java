package io.trailwatch.http;

import io.javalin.http.Context;
import io.trailwatch.query.PeerService;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may ask, and what every answer says to browsers. Comes before every route. */
final class Guard {
    /** These hold nothing of a trail: health for orchestrators, the page and the description of the interface. */
    private static final Set<String> OPEN = Set.of(
            "/", "/dashboard.js", "/dashboard.css", "/favicon.ico", "/openapi.yaml", "/health/live", "/health/ready");

    private static final String BEARER = "Bearer ";

    private final Tokens readers;
    private final Tokens peers;
    private final boolean tls;

    Guard(ApiSettings settings) {
        readers = settings.tokens();
        peers = settings.peers();
        tls = settings.tls() != null;
    }

    void check(Context ctx) {
        headers(ctx);
        if (ctx.path().startsWith(PeerService.PATH)) {
            instance(ctx);
            return;
        }
        if (readers.none()) {
            thisMachine(ctx);
        } else if (!OPEN.contains(ctx.path()) && !holds(readers, ctx)) {
            throw new ProblemException(
                    401,
                    "this needs a token: send 'Authorization: Bearer TOKEN'",
                    Map.of("WWW-Authenticate", "Bearer realm=\"trailwatch\""));
        }
    }

    private void headers(Context ctx) {
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("X-Frame-Options", "DENY");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Cross-Origin-Resource-Policy", "same-origin");
        ctx.header("Cross-Origin-Opener-Policy", "same-origin");
        ctx.header(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        ctx.header("Cache-Control", "no-store");
        if (tls) {
            ctx.header("Strict-Transport-Security", "max-age=31536000");
        }
    }

    /** Instances show their own token; to everyone else there is nothing here. */
    private void instance(Context ctx) {
        if (peers.none() || ctx.header(PeerService.HOP_HEADER) == null || !holds(peers, ctx)) {
            throw new ProblemException(404, "there is nothing here: /openapi.yaml says what there is");
        }
    }

    private static boolean holds(Tokens tokens, Context ctx) {
        String shown = ctx.header("Authorization");
        return shown != null
                && shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && tokens.hold(shown.substring(BEARER.length()).strip());
    }

    /** A page of another site can't ask in a browser's name: its host name would stand here (DNS rebinding). */
    private static void thisMachine(Context ctx) {
        if (!local(ctx.header("Host"))) {
            throw new ProblemException(403, "without tokens this answers to localhost and loopback addresses only");
        }
        String origin = ctx.header("Origin");
        if (origin != null && !local(origin.replaceFirst("^https?://", ""))) {
            throw new ProblemException(403, "pages of other sites are not answered");
        }
    }

    private static boolean local(@Nullable String host) {
        return host != null
                && host.matches("(?i)(localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1])(:[0-9]{1,5})?");
    }
}
