package io.trailwatch.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One call of the command line within the test's process, and what it said. */
public record TrailwatchRun(int status, byte[] bytes, String err) {
    public static TrailwatchRun of(String... arguments) {
        return with(Map.of(), arguments);
    }

    public static TrailwatchRun with(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                0);
        int status = new TrailwatchMain(console, environment).run(arguments);
        console.out().flush();
        return new TrailwatchRun(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    public String out() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
