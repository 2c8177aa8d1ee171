package io.trailwatch.ingest.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The plain way to read a trail: Jackson's tree of each record. What a reader or parser finds must be the same. */
public final class JacksonOracle {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> EVENT_KEYS =
            List.of("eventTime", "eventName", "eventSource", "eventID", "eventVersion", "eventType", "userIdentity");

    public final List<JsonNode> records = new ArrayList<>();
    /** Values that are no event. */
    public int others;
    /** Documents that broke. */
    public int broken;

    /** The text up to the first byte that is not UTF-8. */
    public static String validText(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        decoder.decode(in, out, true);
        return out.flip().toString();
    }

    /** Reads documents one after the other until one breaks. */
    public JacksonOracle read(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                document(parser, token);
            }
        } catch (IOException e) {
            broken++;
        }
        return this;
    }

    private void document(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.START_ARRAY) {
            elements(parser);
        } else if (token == JsonToken.START_OBJECT) {
            object(parser);
        } else {
            parser.finishToken();
            others++;
        }
    }

    private void object(JsonParser parser) throws IOException {
        ObjectNode tree = JSON.createObjectNode();
        boolean wrapper = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && (name.equals("Records") || name.equals("Events"))) {
                elements(parser);
                wrapper = true;
            } else {
                tree.set(name, parser.readValueAsTree());
            }
        }
        if (!wrapper) {
            take(tree);
        }
    }

    private void elements(JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            take(parser.readValueAsTree());
        }
    }

    private void take(JsonNode node) throws IOException {
        if (isEvent(node)) {
            records.add(node);
        } else if (isEvent(node.path("detail"))) {
            records.add(node.path("detail"));
        } else if (node.path("CloudTrailEvent").isTextual()
                && !node.path("detail").isObject()
                && isEvent(whole(paired(node.path("CloudTrailEvent").textValue())))) {
            records.add(whole(paired(node.path("CloudTrailEvent").textValue())));
        } else {
            others++;
        }
    }

    private static boolean isEvent(JsonNode node) {
        return node.isObject() && EVENT_KEYS.stream().anyMatch(node::has);
    }

    private static JsonNode whole(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonNode node = parser.readValueAsTree();
            return parser.nextToken() == null && node != null ? node : JSON.nullNode();
        } catch (IOException e) {
            return JSON.nullNode();
        }
    }

    public static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("a record that is no JSON: " + text, e);
        }
    }

    /** The user's ARN, empty where there is none. */
    public static String arn(JsonNode record) {
        JsonNode arn = record.path("userIdentity").path("arn");
        return arn.isTextual() ? paired(arn.textValue()) : "";
    }

    static JsonNode field(JsonNode record, EventField field) {
        return record.at("/" + field.path().replace('.', '/'));
    }

    /** The text with each lone surrogate replaced. */
    static String paired(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> out.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 0xfffd : c));
        return out.toString();
    }
}
