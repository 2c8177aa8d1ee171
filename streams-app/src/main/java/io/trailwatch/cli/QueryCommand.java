package io.trailwatch.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trailwatch.text.Printable;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trailwatch query ARN}: one user's current summary from a running monitor. */
@Command(name = "query", description = "Ask a running monitor for one user's current summary.")
public final class QueryCommand implements Callable<Integer> {
    private static final Map<String, String> FIELDS = Map.of(
            "abused_apis_success", "Abused APIs, success",
            "abused_apis_failed", "Abused APIs, failed",
            "other_apis_success", "Other APIs, success",
            "other_apis_failed", "Other APIs, failed",
            "aws_regions", "AWS regions",
            "src_ips", "Source IPs",
            "user_access_key_ids", "Access key IDs",
            "user_agents", "User agents");

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "ARN", description = "The user's ARN.")
    String arn = "";

    @Option(
            names = {"-n", "--top"},
            paramLabel = "N",
            defaultValue = "10",
            description = "Entries of each field, or all (default: ${DEFAULT-VALUE}).")
    String top = "10";

    @Override
    public Integer call() {
        Map<String, String> parameters = options.parameters();
        parameters.put("top", top);
        JsonNode summary = options.client().get("/api/v1/users/" + ApiClient.encode(arn), parameters);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (options.json) {
            out.println(summary.toPrettyString());
        } else {
            print(summary, out);
        }
        out.flush();
        return 0;
    }

    private static void print(JsonNode summary, PrintWriter out) {
        out.println(text(summary, "user_arn"));
        out.printf(
                "  %,d events, %s ~ %s, %s%n",
                summary.path("num_of_events").asLong(),
                text(summary, "first_timestamp"),
                text(summary, "last_timestamp"),
                text(summary, "user_types"));
        summary.properties().forEach(field -> {
            String title = FIELDS.get(field.getKey());
            if (title != null && !field.getValue().isEmpty()) {
                out.println("  " + title);
                field.getValue().forEach(entry -> print(entry, title, out));
            }
        });
    }

    private static void print(JsonNode entry, String title, PrintWriter out) {
        String description = text(entry, "description");
        out.printf(
                "    %,9d  %s%s (%s ~ %s)%n",
                entry.path("count").asLong(),
                text(entry, entry.has("api") ? "api" : "value"),
                description.isEmpty() ? "" : " - " + description,
                text(entry, "first_seen"),
                text(entry, "last_seen"));
    }

    private static String text(JsonNode node, String field) {
        return Printable.of(node.path(field).asText(""));
    }
}
