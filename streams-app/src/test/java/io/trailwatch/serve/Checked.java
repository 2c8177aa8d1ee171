package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What answers may say: at least what all records are that had been counted when a question was asked, at most all that were
 * sent by the time it was answered; what says less says so.
 */
record Checked(String least, String most) {
    /** How whole an answer was. */
    enum Verdict {
        /** Everything, and nothing said against it. */
        WHOLE,
        /** Everything, marked as perhaps behind. */
        STALE,
        /** Less, and it says so; or a refusal that says to ask again. */
        LESS
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    static Checked exactly(String summaries) {
        return new Checked(summaries, summaries);
    }

    List<String> arns() {
        return List.copyOf(lines(least).keySet());
    }

    static Map<String, String> lines(String summaries) {
        Map<String, String> lines = new LinkedHashMap<>();
        summaries.lines().forEach(line -> lines.put(json(line).path("user_arn").asText(), line + "\n"));
        return lines;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    private static Map<String, Long> counts(String summaries) {
        Map<String, Long> counts = new HashMap<>();
        lines(summaries).forEach((arn, line) -> counts.put(arn, events(json(line))));
        return counts;
    }

    private static long events(JsonNode user) {
        return user.path("num_of_events").asLong();
    }

    private static boolean refused(HttpResponse<String> answer) {
        if (answer.statusCode() != 503) {
            return false;
        }
        assertThat(answer.headers().firstValue("Retry-After"))
                .as("a 503 says when to ask again")
                .isPresent();
        return true;
    }

    private static boolean stale(HttpResponse<String> answer) {
        return answer.headers().firstValue("Trailwatch-Stale-Lag").isPresent();
    }

    /** {@code /users?limit=500&include_sts_keys=false} */
    Verdict list(HttpResponse<String> answer) {
        if (refused(answer)) {
            return Verdict.LESS;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode body = json(answer.body());
        boolean complete = body.path("complete").asBoolean();
        assertThat(answer.headers().firstValue("Trailwatch-Missing-Partitions").isPresent())
                .isEqualTo(!complete)
                .isEqualTo(body.has("missing_partitions"));
        assertThat(body.has("stale_lag")).isEqualTo(stale(answer));
        Map<String, Long> users = new HashMap<>();
        body.path("users").forEach(user -> users.put(user.path("user_arn").asText(), events(user)));
        return verdict(users, counts(least), counts(most), complete, stale(answer), answer.body());
    }

    /** {@code /users/{arn}} */
    Verdict user(String arn, HttpResponse<String> answer) {
        if (refused(answer)) {
            return Verdict.LESS;
        }
        Map<String, Long> users = new HashMap<>();
        if (answer.statusCode() != 404) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            users.put(arn, events(json(answer.body())));
            if (least.equals(most) && !stale(answer)) {
                assertThat(answer.body()).isEqualTo(lines(least).get(arn));
            }
        }
        Map<String, Long> atLeast = counts(least);
        atLeast.keySet().retainAll(List.of(arn));
        return verdict(users, atLeast, counts(most), true, stale(answer), answer.body());
    }

    /** {@code /summary?format=jsonl} that did not break off */
    Verdict summaries(HttpResponse<String> answer) {
        if (refused(answer)) {
            return Verdict.LESS;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        if (least.equals(most) && !stale(answer)) {
            assertThat(answer.body()).isEqualTo(least);
        }
        return verdict(counts(answer.body()), counts(least), counts(most), true, stale(answer), answer.body());
    }

    private static Verdict verdict(
            Map<String, Long> users,
            Map<String, Long> least,
            Map<String, Long> most,
            boolean complete,
            boolean stale,
            String body) {
        users.forEach((arn, events) -> assertThat(events)
                .as("%s counted twice: %s", arn, body)
                .isLessThanOrEqualTo(most.getOrDefault(arn, 0L)));
        boolean all =
                least.entrySet().stream().allMatch(user -> users.getOrDefault(user.getKey(), 0L) >= user.getValue());
        if (all && complete) {
            return stale ? Verdict.STALE : Verdict.WHOLE;
        }
        assertThat(stale || !complete).as("less, and does not say so: %s", body).isTrue();
        return Verdict.LESS;
    }
}
