package io.trailwatch.http;

import io.javalin.http.Context;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.TimeText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request's parameters: only known ones, each once, each within its limits. */
final class Params {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** The years 1 to 9999, in epoch milliseconds; what can't be read lies before them. */
    private static final long FIRST_YEAR = -62_135_596_800_000L;

    private static final long AFTER_LAST_YEAR = 253_402_300_800_000L;

    private final Map<String, String> values;

    private Params(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads them.
     *
     * @throws ProblemException when there is one that is not known, twice, or not UTF-8
     */
    static Params of(Context ctx, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        String query = ctx.queryString();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals), true);
                if (!known.contains(name)) {
                    String most = known.isEmpty() ? "none" : String.join(", ", new java.util.TreeSet<>(known));
                    throw new ProblemException(400, "unknown parameter; known here: " + most);
                }
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1), true);
                if (values.put(name, value) != null) {
                    throw ProblemException.parameter(name, "is there twice");
                }
            }
        }
        return new Params(values);
    }

    /**
     * Text without its percent-encoding.
     *
     * @param form whether a plus stands for a blank
     */
    static String decoded(String text, boolean form) {
        byte[] bytes = new byte[text.length() * 3];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new ProblemException(400, "the address holds a broken percent-encoding");
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c < 0x80) {
                bytes[length++] = (byte) (c == '+' && form ? ' ' : c);
            } else {
                throw new ProblemException(400, "the address holds characters that must be percent-encoded");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(400, "the address is not UTF-8");
        }
    }

    @Nullable
    String text(String name, int longest) {
        String value = values.get(name);
        if (value != null && (value.isEmpty() || value.length() > longest)) {
            throw ProblemException.parameter(name, "must have 1 to " + longest + " characters");
        }
        return value;
    }

    boolean flag(String name) {
        String value = values.get(name);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (!value.equals("true")) {
            throw ProblemException.parameter(name, "must be true or false");
        }
        return true;
    }

    int number(String name, int otherwise, int least, int most) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
            throw ProblemException.parameter(name, "must be a number from " + least + " to " + most);
        }
        return Integer.parseInt(value);
    }

    /** A number, or {@code all}. */
    int numberOrAll(String name, int most) {
        return "all".equals(values.get(name)) ? Integer.MAX_VALUE : number(name, Integer.MAX_VALUE, 1, most);
    }

    FailedRule failed(FailedRule otherwise) {
        String value = values.get("failed");
        if (value == null) {
            return otherwise;
        }
        return switch (value) {
            case "access-denied" -> FailedRule.ACCESS_DENIED;
            case "any-error" -> FailedRule.ANY_ERROR;
            default -> throw ProblemException.parameter("failed", "must be access-denied or any-error");
        };
    }

    /** {@code from} and {@code to}, both included; a date alone is its first or last moment. */
    TimeRange range() {
        long from = time("from", Long.MIN_VALUE, 0);
        long to = time("to", Long.MAX_VALUE, DAY_MILLIS - 1);
        if (from > to) {
            throw ProblemException.parameter("from", "must not be later than to");
        }
        return new TimeRange(from, to);
    }

    private long time(String name, long otherwise, long ofDate) {
        String value = text(name, 64);
        if (value == null) {
            return otherwise;
        }
        boolean date = value.matches("\\d{4}-\\d{2}-\\d{2}");
        long millis = TimeText.millis(date ? value + "T00:00:00Z" : value);
        if (millis < FIRST_YEAR || millis >= AFTER_LAST_YEAR) {
            throw ProblemException.parameter(
                    name, "must be an ISO 8601 time or date, for example 2024-03-05T06:00:00Z");
        }
        return date ? millis + ofDate : millis;
    }
}
