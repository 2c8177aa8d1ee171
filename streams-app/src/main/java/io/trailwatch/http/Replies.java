package io.trailwatch.http;

import io.javalin.http.Context;
import io.trailwatch.query.Answer;
import io.trailwatch.query.Coverage;
import io.trailwatch.summary.TimeRange;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What answers have in common. */
final class Replies {
    static final String STALE_LAG = "Trailwatch-Stale-Lag";
    static final String MISSING = "Trailwatch-Missing-Partitions";
    static final String RANGE = "Trailwatch-Range";

    private Replies() {}

    /** An answer that is there at once, with an ETag: a client that has it already gets 304. */
    static void bytes(Context ctx, String contentType, byte[] body) {
        String tag = "W/\"" + hash(body) + "\"";
        ctx.header("ETag", tag);
        ctx.header("Cache-Control", "private, no-cache");
        ctx.res().addHeader("Vary", "Accept, Accept-Encoding, Authorization");
        String known = ctx.header("If-None-Match");
        if (known != null && Arrays.asList(known.split("\\s*,\\s*")).contains(tag)) {
            ctx.status(304);
            return;
        }
        ctx.contentType(contentType);
        ctx.result(body);
    }

    private static String hash(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 12));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says in headers what an answer lacks. */
    static <T> T value(Context ctx, Answer<T> answer) {
        T value = answer.value();
        Coverage coverage = answer.coverage();
        if (!coverage.stale().isEmpty()) {
            ctx.header(STALE_LAG, Long.toString(coverage.lag()));
        }
        if (!coverage.complete()) {
            ctx.header(MISSING, missing(coverage));
        }
        return value;
    }

    static String missing(Coverage coverage) {
        return coverage.missing().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Says which time the answer really covers. */
    static void range(Context ctx, TimeRange range) {
        ctx.header(RANGE, text(range.from(), Long.MIN_VALUE) + "/" + text(range.to(), Long.MAX_VALUE));
    }

    static String text(long millis, long unbounded) {
        String text = millis == unbounded ? null : instant(millis);
        return text == null ? ".." : text;
    }

    static @Nullable String instant(long millis) {
        return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE
                ? null
                : Instant.ofEpochMilli(millis).toString();
    }
}
