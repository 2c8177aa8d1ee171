package io.trailwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.trailwatch.query.MemoryStores;
import io.trailwatch.query.NotReadyException;
import io.trailwatch.query.QueryLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** openapi.yaml says what the server does: all of it and nothing else. */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> PAGES = Set.of("/", "/dashboard.js", "/dashboard.css");

    private static JsonNode description;
    private static Schemas schemas;
    private static Api api;

    @BeforeAll
    static void start() throws IOException {
        api = Api.golden();
        description = new YAMLMapper().readTree(OpenApiTest.class.getResource("/openapi.yaml"));
        schemas = new Schemas(description);
    }

    @AfterAll
    static void stop() throws IOException {
        api.close();
    }

    private record Operation(String path, JsonNode node) {
        List<JsonNode> parameters(String in) {
            List<JsonNode> found = new ArrayList<>();
            for (JsonNode parameter : node.path("parameters")) {
                JsonNode resolved = schemas.resolved(parameter);
                if (resolved.path("in").asText().equals(in)) {
                    found.add(resolved);
                }
            }
            return found;
        }

        /** A request that is answered with 200; none of the stream, which does not end. */
        String request(Map<String, String> more) {
            Map<String, String> query = new LinkedHashMap<>(more);
            for (JsonNode parameter : parameters("query")) {
                if (parameter.path("required").asBoolean()) {
                    query.putIfAbsent(parameter.path("name").asText(), user());
                }
            }
            StringBuilder text = new StringBuilder(path.replace("{arn}", ApiServerTest.encoded(user())));
            query.forEach((name, value) -> text.append(text.indexOf("?") < 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(ApiServerTest.encoded(value)));
            return text.toString();
        }

        boolean endless() {
            return path.equals("/api/v1/stream");
        }
    }

    private static String user() {
        try {
            return JSON.readTree(api.get("/api/v1/users?limit=1").body())
                    .path("users")
                    .get(0)
                    .path("user_arn")
                    .asText();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        description.path("paths").properties().forEach(path -> {
            assertThat(path.getValue().properties()).hasSize(1);
            all.add(new Operation(path.getKey(), path.getValue().path("get")));
        });
        return all;
    }

    @Test
    void describesEveryPathOfTheServerAndNoOther() {
        Set<String> described = new TreeSet<>(PAGES);
        description.path("paths").fieldNames().forEachRemaining(described::add);
        assertThat(new TreeSet<>(api.server.paths())).isEqualTo(described);
    }

    @Test
    void describesEveryParameterAndNoOther() throws Exception {
        for (Operation operation : operations()) {
            Set<String> described = new TreeSet<>();
            operation
                    .parameters("query")
                    .forEach(p -> described.add(p.path("name").asText()));
            Api.Reply refused = api.get(operation.request(Map.of("no_such_parameter", "1")));
            assertThat(refused.status()).as(operation.path).isEqualTo(400);
            String known = JSON.readTree(refused.body())
                    .path("detail")
                    .asText()
                    .replace("unknown parameter; known here: ", "");
            assertThat(known).as(operation.path).isEqualTo(described.isEmpty() ? "none" : String.join(", ", described));
        }
    }

    @Test
    void everyParametersLimitsAreTheServers() throws Exception {
        for (Operation operation : operations()) {
            for (JsonNode parameter : operation.parameters("query")) {
                String name = parameter.path("name").asText();
                JsonNode schema = schemas.resolved(parameter.path("schema"));
                if (schema.has("oneOf")) {
                    accepted(operation, name, "all");
                    schema = schema.path("oneOf").get(0);
                }
                switch (schema.path("type").asText()) {
                    case "boolean" -> {
                        accepted(operation, name, "true");
                        accepted(operation, name, "false");
                        refused(operation, name, "yes");
                    }
                    case "integer" -> {
                        accepted(operation, name, schema.path("minimum").asText());
                        accepted(operation, name, schema.path("maximum").asText());
                        refused(
                                operation,
                                name,
                                String.valueOf(schema.path("minimum").asInt() - 1));
                        refused(
                                operation,
                                name,
                                String.valueOf(schema.path("maximum").asInt() + 1));
                    }
                    case "string" -> {
                        for (JsonNode value : schema.path("enum")) {
                            accepted(operation, name, value.asText());
                        }
                        if (parameter.has("example")) {
                            String example = parameter.path("example").asText();
                            Api.Reply reply = api.get(operation.request(Map.of(name, example)));
                            assertThat(reply.status())
                                    .as(operation.path + " " + name)
                                    .isIn(200, 404);
                        }
                        refused(operation, name, "");
                        if (schema.has("maxLength")) {
                            refused(
                                    operation,
                                    name,
                                    "9".repeat(schema.path("maxLength").asInt() + 1));
                        }
                    }
                    default -> throw new AssertionError(name);
                }
            }
        }
    }

    private static void accepted(Operation operation, String name, String value) throws Exception {
        Api.Reply reply = api.get(operation.request(Map.of(name, value)));
        assertThat(reply.status()).as(operation.path + " " + name + "=" + value).isEqualTo(200);
    }

    private static void refused(Operation operation, String name, String value) throws Exception {
        Api.Reply reply = api.get(operation.request(Map.of(name, value)));
        assertThat(reply.status()).as(operation.path + " " + name + "=" + value).isEqualTo(400);
    }

    @Test
    void answersFitTheirSchemas() throws Exception {
        int checked = 0;
        for (Operation operation : operations()) {
            JsonNode content = schemas.resolved(operation.node.path("responses").path("200"))
                    .path("content");
            if (operation.endless()) {
                continue;
            }
            for (var type : content.properties()) {
                Api.Reply reply = api.get(operation.request(Map.of()), "Accept", type.getKey());
                assertThat(reply.status()).as(operation.path).isEqualTo(200);
                assertThat(reply.header("Content-Type").split(";")[0]).isEqualTo(type.getKey());
                if (type.getKey().equals("application/json")) {
                    JsonNode body = JSON.readTree(reply.body());
                    assertThat(schemas.problems(type.getValue().path("schema"), body))
                            .as(operation.path)
                            .isEmpty();
                    checked++;
                }
            }
        }
        assertThat(checked).isEqualTo(9);
    }

    @Test
    void examplesFitTheirSchemas() {
        int[] checked = {0};
        examples(description, checked);
        assertThat(checked[0]).isEqualTo(5);
    }

    private static void examples(JsonNode node, int[] checked) {
        if (node.has("example") && node.has("schema") && !node.has("in")) {
            if (!schemas.resolved(node.path("schema")).path("type").asText().equals("string")) {
                assertThat(schemas.problems(node.path("schema"), node.path("example")))
                        .isEmpty();
                checked[0]++;
            }
        }
        node.forEach(child -> examples(child, checked));
    }

    /** Every situation that the interface knows, against every path: the answers seen are the ones described. */
    @Test
    void describesEveryAnswerAndNoOther() throws Exception {
        Map<String, Set<Integer>> seen = new TreeMap<>();
        List<String> paths = new ArrayList<>();
        for (Operation operation : operations()) {
            seen.put(operation.path, new TreeSet<>());
            paths.add(operation.path);
            if (!operation.endless()) {
                Api.Reply reply = api.get(operation.request(Map.of()));
                see(seen, operation, reply);
                if (!reply.header("ETag").isEmpty()) {
                    see(seen, operation, api.get(operation.request(Map.of()), "If-None-Match", reply.header("ETag")));
                }
            } else {
                seen.get(operation.path).add(200); // StreamTest reads it.
            }
            see(seen, operation, api.get(operation.request(Map.of("x", "1"))));
            see(seen, operation, api.get(operation.request(Map.of("x", "y".repeat(20_000)))));
            see(seen, operation, api.get(operation.request(Map.of()), "X-Large", "y".repeat(20_000)));
            seen.get(operation.path)
                    .add(RawHttp.status(RawHttp.get(api.server.port(), operation.request(Map.of()), "evil.example")));
        }
        for (String nobody : List.of(
                "/api/v1/users/x", "/api/v1/users/x/timeline", "/api/v1/user?arn=x", "/api/v1/user/timeline?arn=x")) {
            see(seen, operationOf(nobody), api.get(nobody));
        }
        see(seen, operationOf("/api/v1/summary"), api.get("/api/v1/summary", "Accept", "image/png"));
        try (Api guarded = Api.golden(ApiSettings.local(0).withTokens(Tokens.of(List.of("0123456789abcdef"))))) {
            for (Operation operation : operations()) {
                see(seen, operation, guarded.get(operation.request(Map.of())));
            }
        }
        ApiLimits none = new ApiLimits(100, 0, 1, Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofSeconds(1));
        try (Api poor = new Api(
                ApiSettings.local(0).withLimits(none),
                MemoryStores.golden(2),
                (query, sink) -> {
                    throw new NotReadyException("away");
                },
                Api.quiet(),
                new QueryLimits(1, 1, Duration.ofSeconds(5)))) {
            see(seen, operationOf("/api/v1/users"), poor.get("/api/v1/users?sort=abused"));
            see(seen, operationOf("/api/v1/summary"), poor.get("/api/v1/summary"));
            poor.stores.setStarting(true);
            poor.ready = false;
            poor.alive = false;
            for (Operation operation : operations()) {
                see(seen, operation, poor.get(operation.request(Map.of())));
            }
        }
        for (Operation operation : operations()) {
            Set<Integer> described = new LinkedHashSet<>();
            operation
                    .node
                    .path("responses")
                    .fieldNames()
                    .forEachRemaining(code -> described.add(Integer.valueOf(code)));
            assertThat(seen.get(operation.path)).as(operation.path).isEqualTo(described);
        }
        assertThat(paths).hasSize(13);
    }

    private static Operation operationOf(String request) {
        String path = request.replaceAll("\\?.*", "").replaceAll("/users/x", "/users/{arn}");
        return operations().stream()
                .filter(o -> o.path.equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static void see(Map<String, Set<Integer>> seen, Operation operation, Api.Reply reply) throws IOException {
        seen.get(operation.path).add(reply.status());
        if (reply.status() >= 400) {
            JsonNode described =
                    schemas.resolved(operation.node.path("responses").path(String.valueOf(reply.status())));
            JsonNode content = described.path("content").path(reply.header("Content-Type"));
            assertThat(content.isMissingNode())
                    .as(operation.path + " " + reply.status())
                    .isFalse();
            assertThat(schemas.problems(content.path("schema"), JSON.readTree(reply.body())))
                    .isEmpty();
        }
    }
}
