package io.trailwatch.query;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What goes between instances: a question as a JSON object in the request's body; as its answer lines of JSON, the
 * {@link Head}, then values, then {@link #END}. An answer without the last line broke off.
 */
final class Wire {
    static final String PATH = "/internal/v1/";
    /** Marks a question of an instance; it is answered from what is there and never asked on. */
    static final String HOP_HEADER = "Trailwatch-Peer";

    static final String END = "{\"end\":true}";
    /** Characters of one line at most; a summary of one user is one line. */
    static final int LONGEST_LINE = 256 << 20;

    static final ObjectMapper JSON = JsonMapper.builder()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(LONGEST_LINE)
                        .build());
    }

    private Wire() {}

    /** What is asked. */
    record Asked(List<Integer> partitions, boolean stale, JsonNode question) {
        Asked {
            Objects.requireNonNull(question, "question");
            partitions = List.copyOf(partitions);
        }
    }

    /** Which partitions the answer is of. */
    record Head(Set<Integer> served, Map<Integer, Long> stale) {}
}
