package io.trailwatch.ingest.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connector's files in {@code config/} are right, and the policy allows what the code asks for and no more. */
class ConnectorFilesTest {
    private static final Path CONFIG = Path.of("..", "config");
    private static final Set<String> OF_CONNECT =
            Set.of("connector.class", "tasks.max", "key.converter", "value.converter", "name");

    private static Map<String, String> json(String file) throws IOException {
        JsonNode root = new ObjectMapper().readTree(CONFIG.resolve(file).toFile());
        assertThat(root.path("name").asText()).isNotEmpty();
        Map<String, String> config = new TreeMap<>();
        root.get("config")
                .properties()
                .forEach(e -> config.put(e.getKey(), e.getValue().asText()));
        return config;
    }

    private static void check(Map<String, String> config) {
        ConfigDef def = ConnectorSettings.definition();
        assertThat(config.get("connector.class")).isEqualTo(CloudTrailSourceConnector.class.getName());
        assertThat(config.keySet())
                .as("settings that the connector does not know")
                .allMatch(name -> OF_CONNECT.contains(name) || def.configKeys().containsKey(name));
        Map<String, String> resolved = new HashMap<>(config);
        resolved.replaceAll((name, value) -> value.startsWith("${") ? "resolved" : value);
        List<ConfigValue> values = def.validate(resolved);
        assertThat(values).allMatch(value -> value.errorMessages().isEmpty());
        assertThat(new SourceConfig(resolved).source().label()).isEqualTo(config.get("source.type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"connector-directory.json", "connector-s3.json", "connector-sqs.json"})
    void jsonFilesAreValid(String file) throws IOException {
        Map<String, String> config = json(file);
        check(config);
        assertThat(file).isEqualTo("connector-" + config.get("source.type") + ".json");
    }

    @Test
    void thePropertiesFileIsValid() throws IOException {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(CONFIG.resolve("connector-directory.properties"))) {
            properties.load(text);
        }
        check(Utils.propsToStringMap(properties));
    }

    /** What each request of the SDK needs to be allowed. Source: the S3 and SQS authorization references. */
    private static final Map<String, String> ACTIONS = Map.of(
            "listObjectsV2", "s3:ListBucket",
            "getObject", "s3:GetObject",
            "headObject", "s3:GetObject",
            "receiveMessage", "sqs:ReceiveMessage",
            "deleteMessageBatch", "sqs:DeleteMessage",
            "changeMessageVisibilityBatch", "sqs:ChangeMessageVisibility",
            "getQueueAttributes", "sqs:GetQueueAttributes");

    private static final Pattern REQUEST = Pattern.compile("\\bclient\\s*\\.([a-z][A-Za-z0-9]*)\\(");

    @Test
    void thePolicyAllowsWhatTheCodeAsksFor() throws IOException {
        Set<String> requests = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String code = Files.readString(file, StandardCharsets.UTF_8);
                if (code.contains("software.amazon.awssdk.services")) {
                    Matcher request = REQUEST.matcher(code);
                    while (request.find()) {
                        requests.add(request.group(1));
                    }
                }
            }
        }
        requests.remove("close");
        assertThat(requests).as("requests in the code").isEqualTo(new TreeSet<>(ACTIONS.keySet()));

        Set<String> needed = new TreeSet<>(ACTIONS.values());
        needed.add("kms:Decrypt"); // GetObject and ReceiveMessage of what is encrypted with a KMS key.
        Set<String> allowed = new TreeSet<>();
        JsonNode policy = new ObjectMapper()
                .readTree(CONFIG.resolve("aws/reader-policy.json").toFile());
        for (JsonNode statement : policy.get("Statement")) {
            assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
            assertThat(statement.path("Resource").toString()).doesNotContain("\"*\"");
            statement.get("Action").forEach(action -> allowed.add(action.asText()));
        }
        assertThat(allowed).isEqualTo(needed);
        assertThat(Files.readString(Path.of("../docs/aws-setup.md"))).contains(allowed);
    }

    @Test
    void thePoliciesOfQueueAndRoleNameWhomTheyTrust() throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode queue = json.readTree(CONFIG.resolve("aws/queue-policy.json").toFile());
        JsonNode statement = queue.get("Statement").get(0);
        assertThat(statement.at("/Principal/Service").asText()).isEqualTo("s3.amazonaws.com");
        assertThat(statement.path("Action").asText()).isEqualTo("sqs:SendMessage");
        assertThat(statement.at("/Condition/ArnEquals/aws:SourceArn").asText())
                .isEqualTo("arn:aws:s3:::my-trail-bucket");
        JsonNode attributes =
                json.readTree(CONFIG.resolve("aws/queue-attributes.json").toFile());
        assertThat(json.readTree(attributes.path("Policy").asText())).isEqualTo(queue);
        JsonNode trust =
                json.readTree(CONFIG.resolve("aws/role-trust-policy.json").toFile());
        assertThat(trust.at("/Statement/0/Action").asText()).isEqualTo("sts:AssumeRole");
        assertThat(trust.at("/Statement/0/Condition/StringEquals/sts:ExternalId")
                        .asText())
                .isNotEmpty();
        JsonNode notification =
                json.readTree(CONFIG.resolve("aws/bucket-notification.json").toFile());
        assertThat(notification.at("/QueueConfigurations/0/Events/0").asText()).isEqualTo("s3:ObjectCreated:*");
    }
}
