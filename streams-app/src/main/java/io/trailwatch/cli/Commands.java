package io.trailwatch.cli;

import java.util.List;
import java.util.Map;

/** The commands, in the order in which help lists them. */
final class Commands {
    private Commands() {}

    static List<Object> all(Console console, Map<String, String> environment) {
        return List.of(
                new ReplayCommand(console, environment),
                new ServeCommand(console, environment),
                new QueryCommand(),
                new UsersCommand(),
                new ConfigCommand(),
                new UpdateListCommand(console, environment),
                new CompletionCommand(console));
    }
}
