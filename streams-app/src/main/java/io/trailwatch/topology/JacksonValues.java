package io.trailwatch.topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

final class JacksonValues {
    interface Sink {
        void record(ParsedRecord record, int index);

        void unreadable(int index, String reason, byte[] array, int from, int length);
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    void parse(byte[] value, Sink sink) {
        JsonNode node;
        try {
            node = JSON.readTree(value);
        } catch (IOException e) {
            sink.unreadable(0, "not JSON", value, 0, value.length);
            return;
        }
        JsonNode records = node.path("Records");
        if (records.isArray()) {
            int i = 0;
            for (JsonNode one : records) {
                sink.record(new Parsed(one, value), i++);
            }
        } else if (node.isObject()) {
            sink.record(new Parsed(node, value), 0);
        } else {
            sink.unreadable(0, "no CloudTrail event", value, 0, value.length);
        }
    }

    private record Parsed(JsonNode node, byte[] recordArray) implements ParsedRecord {
        private JsonNode at(EventField field) {
            return node.at("/" + field.path().replace('.', '/'));
        }

        @Override
        public boolean present(EventField field) {
            return !at(field).isMissingNode();
        }

        @Override
        public boolean isString(EventField field) {
            return at(field).isTextual();
        }

        @Override
        public byte[] array(EventField field) {
            JsonNode n = at(field);
            return (n.isMissingNode() ? "-" : n.isNull() ? "" : n.asText()).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int offset(EventField field) {
            return 0;
        }

        @Override
        public int length(EventField field) {
            return array(field).length;
        }

        @Override
        public int recordOffset() {
            return 0;
        }

        @Override
        public int recordLength() {
            return recordArray.length;
        }
    }
}
