package io.trailwatch.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration file: flat YAML whose keys are the long options without their dashes ({@code bootstrap-servers: host:9092}).
 * A value is a text, number or boolean, or a list of those, which stands for the values with commas between them.
 *
 * @param path for messages
 * @param values by key, in the file's order
 */
public record ConfigFile(Path path, Map<String, String> values) {
    private static final int MAX_BYTES = 1 << 20;

    /**
     * Reads a file.
     *
     * @throws ConfigException when it is not there, too large, no YAML, or not flat
     */
    public static ConfigFile read(Path path) {
        byte[] bytes;
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new ConfigException(path + ": larger than 1 MiB: give a configuration file");
            }
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new ConfigException(path + ": no such configuration file: check --config or TRAILWATCH_CONFIG");
        } catch (IOException e) {
            throw new ConfigException(path + ": cannot be read (" + e.getMessage() + "): check its permissions");
        }
        return new ConfigFile(path, parse(path, bytes));
    }

    private static Map<String, String> parse(Path path, byte[] bytes) {
        YAMLFactory factory = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(20).build())
                .build();
        JsonNode root;
        try {
            root = new YAMLMapper(factory).readTree(bytes);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw new ConfigException(path + ", line " + line + ": no YAML (" + firstLine(e.getOriginalMessage())
                    + "): write 'key: value' lines");
        } catch (IOException e) {
            throw new ConfigException(path + ": cannot be read (" + e.getMessage() + "): check its permissions");
        }
        Map<String, String> values = new LinkedHashMap<>();
        if (root == null || root.isMissingNode() || root.isNull()) {
            return values;
        }
        if (!root.isObject()) {
            throw new ConfigException(path + ": holds no settings: write 'key: value' lines");
        }
        root.properties().forEach(entry -> {
            String text = text(path, entry.getKey(), entry.getValue());
            if (!text.isEmpty()) {
                values.put(entry.getKey(), text);
            }
        });
        return values;
    }

    private static String text(Path path, String key, JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(text(path, key, item)));
            return String.join(",", items);
        }
        if (value.isObject()) {
            throw new ConfigException(
                    path + ": '" + key + "' holds a map: settings are flat, write 'key: value' lines");
        }
        return value.asText();
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
