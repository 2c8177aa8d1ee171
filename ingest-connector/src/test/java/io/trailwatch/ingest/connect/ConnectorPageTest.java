package io.trailwatch.ingest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.ingest.archive.s3.AwsFailure;
import io.trailwatch.ingest.connect.source.SourceMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/** The reference page says what the code does: its settings and metrics are made from the code. */
class ConnectorPageTest {
    private static final Path PAGE = Path.of("..", "docs", "connector.md");
    private static final String BEGIN = "<!-- made from the code: %s -->\n";
    private static final String END = "<!-- end -->";

    @Test
    void settingsAreThoseOfTheCode() throws IOException {
        compare("settings", settings());
    }

    @Test
    void metricsAreThoseOfTheCode() throws IOException {
        compare("metrics", metrics());
    }

    /** With -Dtrailwatch.write.docs=true the page is written. */
    private static void compare(String part, String expected) throws IOException {
        String page = Files.readString(PAGE);
        String begin = String.format(BEGIN, part);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(END, from);
        assertThat(page).contains(begin);
        if (Boolean.getBoolean("trailwatch.write.docs")) {
            Files.writeString(PAGE, page.substring(0, from) + expected + page.substring(to));
        } else {
            assertThat(page.substring(from, to)).isEqualTo(expected);
        }
    }

    private static String settings() {
        ConfigDef def = ConnectorSettings.definition();
        StringBuilder text = new StringBuilder();
        Set<String> groups = new LinkedHashSet<>();
        List<ConfigKey> keys = new ArrayList<>(def.configKeys().values());
        keys.forEach(key -> groups.add(key.group));
        for (String group : groups) {
            text.append("\n### ")
                    .append(group)
                    .append("\n\n| setting | type, default | meaning |\n| --- | --- | --- |\n");
            keys.stream().filter(key -> key.group.equals(group)).forEach(key -> text.append(row(key)));
        }
        return text.append('\n').toString();
    }

    private static String row(ConfigKey key) {
        String type = key.type.name().toLowerCase(Locale.ROOT);
        String standard = key.hasDefault()
                ? key.type == ConfigDef.Type.PASSWORD || "".equals(key.defaultValue)
                        ? "none"
                        : "`" + key.defaultValue + "`"
                : "must be set";
        String valid = key.validator == null ? "" : "; " + valid(key.validator.toString());
        return "| `" + key.name + "` | " + type + ", " + standard + valid + " | "
                + key.documentation.replace("|", "\\|") + " |\n";
    }

    private static String valid(String validator) {
        return validator.startsWith("[") && validator.endsWith("]")
                ? validator.substring(1, validator.length() - 1)
                : validator;
    }

    private static String metrics() {
        StringBuilder text = new StringBuilder("\n| attribute | counts |\n| --- | --- |\n");
        for (String name : new SourceMetrics().values().keySet()) {
            text.append("| `").append(name).append("` | ").append(meaning(name)).append(" |\n");
        }
        return text.append('\n').toString();
    }

    private static String meaning(String name) {
        for (AwsFailure failure : AwsFailure.values()) {
            if (name.equals("errors-" + failure.label())) {
                return "requests to AWS that failed: " + failure.text();
            }
        }
        if (name.startsWith("errors-")) {
            return "objects that could not be read to their end: " + words(name, "errors-");
        }
        if (name.startsWith("rejected-")) {
            return "what was read and went to the quarantine topic: " + words(name, "rejected-");
        }
        if (name.startsWith("skipped-")) {
            return "objects, folders or notices passed over: " + words(name, "skipped-");
        }
        return switch (name) {
            case "bytes" -> "bytes of the objects read, as stored";
            case "lag-seconds" -> "age of the newest object that is known and not read yet; 0 when all are read";
            case "messages" -> "messages for both topics";
            case "objects" -> "objects read";
            case "records" -> "records read";
            case "records-without-arn" -> "records among them without a user ARN";
            default -> throw new IllegalArgumentException("no meaning for " + name);
        };
    }

    private static String words(String name, String beginning) {
        return name.substring(beginning.length()).replace('-', ' ');
    }
}
