package io.trailwatch.cli;

import io.trailwatch.abused.AbusedList;
import io.trailwatch.abused.ListUpdate;
import io.trailwatch.text.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code trailwatch update-list}: a newer list of commonly abused API calls in place of the old one. */
@Command(name = "update-list", description = "Fetch a newer list of commonly abused API calls and say what changed.")
final class UpdateListCommand implements Callable<Integer> {
    private static final int NAMED = 20;

    private final Console console;
    private final Map<String, String> environment;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Option(
            names = "--from",
            paramLabel = "URL|FILE",
            defaultValue = ListUpdate.DEFAULT_SOURCE,
            description = "Where the newer list is (default: ${DEFAULT-VALUE}).")
    private String from = ListUpdate.DEFAULT_SOURCE;

    @Option(
            names = "--abused-list",
            paramLabel = "FILE",
            description = "The list to replace (default: your own, which replay and serve take from then on).")
    private @Nullable Path list;

    UpdateListCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        Path target = list != null ? list : AbusedList.ownList(environment);
        ListUpdate.Changes changes = ListUpdate.run(from, target);
        if (!common.quiet) {
            say("added", changes.added());
            say("removed", changes.removed());
            say("changed", changes.changed());
            console.err()
                    .println(target + ": " + changes.size() + " API calls"
                            + (changes.none() ? ", nothing changed" : ""));
        }
        return ExitCodes.OK;
    }

    private void say(String what, Set<String> names) {
        if (names.isEmpty()) {
            return;
        }
        StringBuilder line =
                new StringBuilder(what).append(' ').append(names.size()).append(": ");
        names.stream().limit(NAMED).forEach(name -> line.append(name).append(' '));
        console.err().println(Printable.of(line.toString().strip() + (names.size() > NAMED ? " and more" : ""), 2000));
    }
}
