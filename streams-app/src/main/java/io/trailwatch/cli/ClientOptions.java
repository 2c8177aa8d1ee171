package io.trailwatch.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands that ask a running monitor have in common. */
final class ClientOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8765",
            description = "Where the monitor answers (default: ${DEFAULT-VALUE}).")
    String url = "http://127.0.0.1:8765";

    @Option(names = "--token-file", paramLabel = "FILE", description = "Holds the token in its first line.")
    @Nullable
    Path tokenFile;

    @Option(names = "--ca-file", paramLabel = "PEM", description = "Certificates to trust instead of the JDK's.")
    @Nullable
    Path caFile;

    @Option(names = "--from", paramLabel = "TIME", description = "Only windows from here on, ISO 8601.")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only windows up to here, ISO 8601.")
    @Nullable
    String to;

    @Option(
            names = {"-s", "--include-sts-keys"},
            description = "Count records with temporary keys too.")
    boolean includeStsKeys;

    @Option(names = "--json", description = "Print the answer's JSON.")
    boolean json;

    ApiClient client() {
        return new ApiClient(url, tokenFile, caFile);
    }

    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "from", from);
        put(parameters, "to", to);
        if (includeStsKeys) {
            parameters.put("include_sts_keys", "true");
        }
        return parameters;
    }

    static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
