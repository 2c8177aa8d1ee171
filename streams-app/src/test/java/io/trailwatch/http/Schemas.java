package io.trailwatch.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Checks JSON against the parts of JSON Schema that openapi.yaml uses. */
final class Schemas {
    private final JsonNode description;

    Schemas(JsonNode description) {
        this.description = description;
    }

    JsonNode resolved(JsonNode node) {
        JsonNode found = node;
        while (found.has("$ref")) {
            found = description.at(found.path("$ref").asText().substring(1));
            if (found.isMissingNode()) {
                throw new AssertionError("no " + node);
            }
        }
        return found;
    }

    /** What does not fit; empty where all does. */
    List<String> problems(JsonNode schema, JsonNode value) {
        List<String> problems = new ArrayList<>();
        check("", schema, value, problems);
        return problems;
    }

    private void check(String at, JsonNode reference, JsonNode value, List<String> problems) {
        JsonNode schema = resolved(reference);
        if (schema.has("type") && !typeFits(schema.path("type"), value)) {
            problems.add(at + " is no " + schema.path("type") + ": " + value);
            return;
        }
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                problems.add(at + " lacks " + name);
            }
        }
        if (value.isObject()) {
            value.properties().forEach(field -> {
                JsonNode own = schema.path("properties").path(field.getKey());
                JsonNode others = schema.path("additionalProperties");
                if (!own.isMissingNode()) {
                    check(at + "/" + field.getKey(), own, field.getValue(), problems);
                } else if (others.isObject()) {
                    check(at + "/" + field.getKey(), others, field.getValue(), problems);
                } else if (others.isBoolean() && !others.asBoolean()) {
                    problems.add(at + " has " + field.getKey());
                }
            });
        }
        if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(at + "/" + i, schema.path("items"), value.get(i), problems);
            }
        }
    }

    private static boolean typeFits(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (typeFits(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new AssertionError("type " + type);
        };
    }
}
