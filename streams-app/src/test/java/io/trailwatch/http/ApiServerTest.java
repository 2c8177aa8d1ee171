package io.trailwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.render.GoldenTrail;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Api api;

    @BeforeAll
    static void start() throws IOException {
        api = Api.golden();
    }

    @AfterAll
    static void stop() throws IOException {
        api.close();
    }

    private static String golden(String name) throws IOException {
        return Files.readString(GoldenTrail.GOLDEN.resolve("expected/" + name));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static JsonNode json(String path) throws Exception {
        Api.Reply reply = api.get(path);
        assertThat(reply.status()).as(path + ": " + reply.body()).isEqualTo(200);
        return JSON.readTree(reply.body());
    }

    @ParameterizedTest
    @CsvSource({
        "default,''",
        "sts,&include_sts_keys=true",
        "hidden,&include_sts_keys=true&hide_descriptions=true",
        "geo,&include_sts_keys=true&geo_ip=true",
        "default,&allow_partial=true&failed=access-denied"
    })
    void summaryIsTheGoldenFile(String name, String parameters) throws Exception {
        for (String format : List.of("csv", "json", "jsonl")) {
            Api.Reply reply = api.get("/api/v1/summary?format=" + format + parameters);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(golden(name + "." + format));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv, text/csv;charset=utf-8, default.csv",
        "application/json, application/json, default.json",
        "application/x-ndjson, application/x-ndjson, default.jsonl",
        "'text/csv;q=0.5, application/jsonl', application/x-ndjson, default.jsonl",
        "'text/html,application/xhtml+xml,*/*;q=0.8', application/json, default.json"
    })
    void summaryFollowsAccept(String accept, String type, String file) throws Exception {
        Api.Reply reply = api.get("/api/v1/summary", "Accept", accept);
        assertThat(reply.header("Content-Type")).isEqualToIgnoringCase(type);
        assertThat(reply.body()).isEqualTo(golden(file));
    }

    @Test
    void summaryIsCompressedWhenAsked() throws Exception {
        Api.Reply reply = api.get("/api/v1/summary?format=csv", "Accept-Encoding", "gzip");
        assertThat(reply.header("Content-Encoding")).isEqualTo("gzip");
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(reply.raw().body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(golden("default.csv"));
        }
    }

    @Test
    void everyUserIsTheGoldenLine() throws Exception {
        for (String line : golden("sts.jsonl").lines().toList()) {
            String arn = JSON.readTree(line).path("user_arn").asText();
            String parameters = "include_sts_keys=true&top=all";
            Api.Reply byPath = api.get("/api/v1/users/" + encoded(arn) + "?" + parameters);
            assertThat(byPath.body()).isEqualTo(line + "\n");
            assertThat(byPath.header("Content-Type")).startsWith("application/json");
            Api.Reply byParameter = api.get("/api/v1/user?arn=" + encoded(arn) + "&" + parameters);
            assertThat(byParameter.body()).isEqualTo(line + "\n");
        }
    }

    @Test
    void topCutsEachField() throws Exception {
        String arn = json("/api/v1/users?limit=1")
                .path("users")
                .get(0)
                .path("user_arn")
                .asText();
        JsonNode all = json("/api/v1/users/" + encoded(arn));
        JsonNode top = json("/api/v1/users/" + encoded(arn) + "?top=1");
        assertThat(all.path("user_agents").size()).isGreaterThan(1);
        assertThat(top.path("user_agents")).hasSize(1);
        assertThat(top.path("user_agents").get(0))
                .isEqualTo(all.path("user_agents").get(0));
        assertThat(top.path("num_of_events")).isEqualTo(all.path("num_of_events"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "last_seen", "failed", "abused"})
    void pagesHoldEveryUserOnceInOrder(String sort) throws Exception {
        JsonNode whole = json("/api/v1/users?limit=500&abused=true&include_sts_keys=true&sort=" + sort);
        assertThat(whole.path("next_cursor").isMissingNode()).isTrue();
        assertThat(whole.path("complete").asBoolean()).isTrue();
        List<JsonNode> all = new ArrayList<>();
        whole.path("users").forEach(all::add);
        assertThat(all).hasSize((int) golden("sts.jsonl").lines().count());
        assertThat(whole.path("total").asInt()).isEqualTo(all.size());

        List<JsonNode> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json("/api/v1/users?limit=2&abused=true&include_sts_keys=true&sort=" + sort + cursor);
            assertThat(page.path("users").size()).isBetween(1, 2);
            assertThat(page.path("total").asInt()).isEqualTo(all.size());
            page.path("users").forEach(paged::add);
            String next = page.path("next_cursor").asText("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        assertThat(paged).isEqualTo(all);
    }

    @Test
    void listSaysWhatTheSummariesSay() throws Exception {
        JsonNode users = json("/api/v1/users?limit=500&abused=true").path("users");
        List<String> lines = golden("default.jsonl").lines().toList();
        assertThat(users).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            JsonNode summary = JSON.readTree(lines.get(i));
            JsonNode user = users.get(i);
            for (String field :
                    List.of("user_arn", "num_of_events", "first_timestamp", "last_timestamp", "user_types")) {
                assertThat(user.path(field)).as(field).isEqualTo(summary.path(field));
            }
            assertThat(user.path("failed").asLong())
                    .isEqualTo(count(summary, "abused_apis_failed") + count(summary, "other_apis_failed"));
            assertThat(user.path("abused").asLong())
                    .isEqualTo(count(summary, "abused_apis_failed") + count(summary, "abused_apis_success"));
        }
    }

    private static long count(JsonNode summary, String field) {
        long sum = 0;
        for (JsonNode entry : summary.path(field)) {
            sum += entry.path("count").asLong();
        }
        return sum;
    }

    @Test
    void searchIsByPartOfTheArnWhateverItsCase() throws Exception {
        String arn = json("/api/v1/users?limit=1")
                .path("users")
                .get(0)
                .path("user_arn")
                .asText();
        JsonNode found = json("/api/v1/users?search=" + encoded(arn.substring(3).toUpperCase(java.util.Locale.ROOT)));
        assertThat(found.path("users"))
                .extracting(u -> u.path("user_arn").asText())
                .contains(arn);
        assertThat(json("/api/v1/users?search=no-such-user").path("total").asInt())
                .isZero();
    }

    @Test
    void aRangeIsWidenedToWindowsAndSaidSo() throws Exception {
        Api.Reply reply =
                api.get("/api/v1/summary?format=jsonl&include_sts_keys=true&from=2024-03-05T06:00:00Z&to=2024-03-05");
        assertThat(reply.header("Trailwatch-Range")).isEqualTo("2024-03-05T00:00:00Z/2024-03-05T23:59:59.999Z");
        JsonNode list = json("/api/v1/users?from=2024-03-05T06:30:00Z&to=2024-03-05T07:00:00Z");
        assertThat(list.path("from").asText()).isEqualTo("2024-03-05T06:00:00Z");
        assertThat(list.path("to").asText()).isEqualTo("2024-03-05T07:59:59.999Z");
    }

    @Test
    void timelineAddsUpToTheUser() throws Exception {
        for (JsonNode user : json("/api/v1/users?limit=500").path("users")) {
            JsonNode timeline =
                    json("/api/v1/users/" + encoded(user.path("user_arn").asText()) + "/timeline");
            long success = 0;
            long failed = 0;
            for (JsonNode hour : timeline.path("hours")) {
                success += hour.path("success").asLong();
                failed += hour.path("failed").asLong();
            }
            assertThat(success + failed).isEqualTo(user.path("num_of_events").asLong());
            assertThat(failed).isEqualTo(user.path("failed").asLong());
            assertThat(json("/api/v1/user/timeline?arn="
                            + encoded(user.path("user_arn").asText())))
                    .isEqualTo(timeline);
        }
    }

    @Test
    void whatIsUnchangedIsNotSentAgain() throws Exception {
        String path = "/api/v1/users?limit=3";
        Api.Reply first = api.get(path);
        String tag = first.header("ETag");
        assertThat(tag).startsWith("W/\"");
        assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");
        Api.Reply second = api.get(path, "If-None-Match", tag);
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(api.get("/api/v1/users?limit=2", "If-None-Match", tag).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/users?limit=0 | 400 | parameter limit must be a number from 1 to 500",
                "/api/v1/users?limit=501 | 400 | parameter limit must be a number from 1 to 500",
                "/api/v1/users?limit=99999999999 | 400 | parameter limit must be a number from 1 to 500",
                "/api/v1/users?limit=1&limit=2 | 400 | parameter limit is there twice",
                "/api/v1/users?sort=name | 400 | parameter sort must be one of events, last_seen, failed, abused",
                "/api/v1/users?cursor=AAAA | 400 | parameter cursor must be a next_cursor of the same sort",
                "/api/v1/users?cursor=%21 | 400 | parameter cursor must be a next_cursor of the same sort",
                "/api/v1/users?failed=maybe | 400 | parameter failed must be access-denied or any-error",
                "/api/v1/users?from=yesterday | 400 | parameter from must be an ISO 8601 time or date, for example 2024-03-05T06:00:00Z",
                "/api/v1/users?from=%2B999999999-01-01T00:00:00Z | 400 | parameter from must be an ISO 8601 time or date, for example 2024-03-05T06:00:00Z",
                "/api/v1/users?from=2024-03-06&to=2024-03-05 | 400 | parameter from must not be later than to",
                "/api/v1/users?include_sts_keys=1 | 400 | parameter include_sts_keys must be true or false",
                "/api/v1/users?x=1 | 400 | unknown parameter; known here: abused, cursor, failed, from, include_sts_keys, limit, search, sort, to",
                "/api/v1/users?search= | 400 | parameter search must have 1 to 512 characters",
                "/api/v1/user | 400 | parameter arn is missing",
                "/api/v1/users/x?top=0 | 400 | parameter top must be a number from 1 to 100000",
                "/api/v1/users/x | 404 | no events of this user in this time; include_sts_keys=true counts temporary keys too",
                "/api/v1/summary?format=xml | 400 | parameter format must be csv, json or jsonl",
                "/api/v1/events?limit=1001 | 400 | parameter limit must be a number from 1 to 1000",
                "/api/v1/events?cursor=a | 400 | parameter cursor must be a next_cursor of an earlier answer",
                "/api/v1/status?x | 400 | unknown parameter; known here: none",
                "/api/v1/nothing | 404 | there is nothing here: /openapi.yaml says what there is",
                "/internal/v1/users | 404 | there is nothing here: /openapi.yaml says what there is",
                "/../etc/passwd | 400 | bad HTTP request",
                "/api/v1/users?search=%FF | 400 | the address is not UTF-8",
            })
    void refusalsAreProblemDocuments(String path, int status, String detail) throws Exception {
        Api.Reply reply = api.get(path);
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = JSON.readTree(reply.body());
        assertThat(problem.path("detail").asText()).isEqualTo(detail);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).isEqualTo("about:blank");
        assertThat(problem.path("title").asText()).isNotEmpty();
    }

    @Test
    void nothingAcceptableIs406() throws Exception {
        assertThat(api.get("/api/v1/summary", "Accept", "image/png").status()).isEqualTo(406);
    }

    @Test
    void onlyReadingIsAnswered() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")) {
            Api.Reply reply = api.send(HttpRequest.newBuilder(api.uri("/api/v1/users"))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build());
            assertThat(reply.status()).as(method).isEqualTo(405);
            assertThat(reply.header("Allow")).as(method).isEqualTo("GET, HEAD");
        }
        Api.Reply head = api.send(HttpRequest.newBuilder(api.uri("/api/v1/users"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("ETag")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/summary",
                "/api/v1/summary?format=csv&from=2024-03-05&to=2024-03-06",
                "/api/v1/summary?format=xml",
                "/api/v1/events?limit=3",
                "/api/v1/events?limit=0",
                "/api/v1/users?limit=2",
                "/api/v1/users/nobody",
                "/api/v1/stream?x=1",
                "/metrics",
                "/nothing"
            })
    void headSaysWhatGetWouldSay(String path) throws Exception {
        Api.Reply get = api.get(path);
        Api.Reply head = head(path);
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.body()).isEmpty();
        assertThat(headers(head)).isEqualTo(headers(get));
    }

    private Api.Reply head(String path) throws Exception {
        return api.send(HttpRequest.newBuilder(api.uri(path))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** All but those that tell of the body's way, which a HEAD need not know. */
    private static Map<String, List<String>> headers(Api.Reply reply) {
        Map<String, List<String>> headers = new TreeMap<>(reply.raw().headers().map());
        headers.keySet().removeAll(Set.of("content-length", "transfer-encoding", "date"));
        return headers;
    }

    @Test
    void headOfAStreamBeginsNone() throws Exception {
        Api.Reply head = head("/api/v1/stream");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(head.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void headOfASummaryThatIsNotWholeIsNoneEither() throws Exception {
        api.stores.away(1);
        assertThat(head("/api/v1/summary").status()).isEqualTo(503);
        assertThat(headers(head("/api/v1/summary"))).isEqualTo(headers(api.get("/api/v1/summary")));
        Api.Reply partial = head("/api/v1/summary?allow_partial=true");
        assertThat(partial.status()).isEqualTo(200);
        assertThat(partial.header("Trailwatch-Missing-Partitions")).isEqualTo("1");
        api.stores.back(1);
        api.stores.setStarting(true);
        assertThat(head("/api/v1/summary").status()).isEqualTo(503);
        api.stores.setStarting(false);
    }

    @Test
    void everyAnswerCarriesSecurityHeaders() throws Exception {
        for (String path : List.of("/", "/api/v1/users", "/nothing", "/api/v1/users?x=1", "/metrics")) {
            Api.Reply reply = api.get(path);
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("Content-Security-Policy"))
                    .contains("default-src 'none'")
                    .doesNotContain("unsafe");
            assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(reply.header("Server")).isEmpty();
        }
    }

    @Test
    void statusHealthAndMetricsAnswer() throws Exception {
        JsonNode status = json("/api/v1/status");
        assertThat(status.path("partitions").asInt()).isEqualTo(4);
        assertThat(status.path("complete").asBoolean()).isTrue();
        assertThat(status.path("records").path("summarised").asInt()).isEqualTo(40);
        assertThat(status.path("records").path("unreadable").asInt()).isEqualTo(0 + 1 + 2 + 3);
        assertThat(status.path("records").path("total").asInt()).isEqualTo(46);
        assertThat(status.path("ingest").path("files").path("read").asInt()).isEqualTo(3);
        assertThat(status.path("processing").has("event_lag_seconds")).isFalse();
        assertThat(json("/health/live").path("status").asText()).isEqualTo("live");
        assertThat(json("/health/ready").path("status").asText()).isEqualTo("ready");
        api.get("/api/v1/users");
        assertThat(api.get("/metrics").body())
                .contains("trailwatch_ready 1.0")
                .contains("trailwatch_query_seconds_count{kind=\"users\"}");
        api.ready = false;
        api.alive = false;
        try {
            Api.Reply ready = api.get("/health/ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.header("Retry-After")).isEqualTo("1");
            assertThat(api.get("/health/live").status()).isEqualTo(503);
        } finally {
            api.ready = true;
            api.alive = true;
        }
    }

    @Test
    void eventsEndWithALineThatSaysHow() throws Exception {
        assertThat(api.get("/api/v1/events").body())
                .isEqualTo("{\"trailwatch\":{\"records\":0,\"scanned_bytes\":0,\"whole\":true}}\n");
    }
}
