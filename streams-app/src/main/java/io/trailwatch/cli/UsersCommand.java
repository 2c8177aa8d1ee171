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
import picocli.CommandLine.Spec;

/** {@code trailwatch users}: the users that a running monitor knows. */
@Command(name = "users", description = "List the users that a running monitor knows.")
public final class UsersCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    ClientOptions options = new ClientOptions();

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            defaultValue = "events",
            description = "events, last_seen, failed or abused (default: ${DEFAULT-VALUE}).")
    String sort = "events";

    @Option(names = "--search", paramLabel = "TEXT", description = "Only users whose ARN holds this.")
    @Nullable
    String search;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    int limit = 50;

    @Override
    public Integer call() {
        Map<String, String> parameters = options.parameters();
        parameters.put("sort", sort);
        ClientOptions.put(parameters, "search", search);
        ApiClient client = options.client();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (!options.json) {
            out.printf("%12s %12s %12s  %-19s  %s%n", "EVENTS", "FAILED", "ABUSED", "LAST SEEN", "USER");
        }
        boolean whole = true;
        int left = limit;
        while (left > 0) {
            parameters.put("limit", String.valueOf(Math.min(left, PAGE)));
            JsonNode answer = client.get("/api/v1/users", parameters);
            for (JsonNode user : answer.path("users")) {
                print(user, out);
                left--;
            }
            whole &= answer.path("complete").asBoolean(true);
            String next = answer.path("next_cursor").asText("");
            if (next.isEmpty() || answer.path("users").isEmpty()) {
                break;
            }
            parameters.put("cursor", next);
        }
        out.flush();
        if (!whole) {
            PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
            err.println("trailwatch: users are missing: some partitions don't answer now; ask again soon");
            err.flush();
            return ExitCodes.LEFT_OUT;
        }
        return ExitCodes.OK;
    }

    private void print(JsonNode user, PrintWriter out) {
        if (options.json) {
            out.println(user);
            return;
        }
        out.printf(
                "%,12d %,12d %12s  %-19s  %s%n",
                user.path("num_of_events").asLong(),
                user.path("failed").asLong(),
                user.path("abused").isNumber()
                        ? String.format("%,d", user.path("abused").asLong())
                        : "",
                Printable.of(user.path("last_timestamp").asText("")),
                Printable.of(user.path("user_arn").asText("")));
    }
}
