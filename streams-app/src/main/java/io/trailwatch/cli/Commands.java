package io.trailwatch.cli;

import java.util.List;

/** The commands, in the order in which help lists them. */
final class Commands {
    private Commands() {}

    static List<Object> all(Console console) {
        return List.of(
                new QueryCommand(),
                new UsersCommand(),
                new ConfigCommand(),
                new UpdateListCommand(console, System.getenv()),
                new CompletionCommand(console));
    }
}
