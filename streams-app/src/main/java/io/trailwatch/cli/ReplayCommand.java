package io.trailwatch.cli;

import io.trailwatch.replay.ProgressView;
import io.trailwatch.replay.Replay;
import io.trailwatch.replay.ReplayOptions;
import io.trailwatch.replay.ReplayReport;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code trailwatch replay}: an archive to a summary. */
@Command(
        name = "replay",
        description = "Replay an archive of CloudTrail logs, and write a summary for each user.",
        sortOptions = false)
final class ReplayCommand implements Callable<Integer> {
    private final Console console;
    private final Map<String, String> environment;

    @Mixin
    private final ReplayOptions options = new ReplayOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ReplayCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        ReplayReport report;
        try (ProgressView view = view()) {
            Replay replay = new Replay(options, console.out(), view, Clock.systemUTC(), environment);
            Thread hook = new Thread(() -> stop(replay, view), "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                report = replay.run();
            } finally {
                forget(hook);
            }
        }
        say(report);
        return report.somethingLeftOut() ? ExitCodes.LEFT_OUT : ExitCodes.OK;
    }

    private ProgressView view() {
        if (common.quiet) {
            return ProgressView.SILENT;
        }
        boolean color = console.terminal() && !common.noColor && !environment.containsKey("NO_COLOR");
        return console.terminal()
                ? new TerminalProgress(console.err(), console.columns(), color)
                : new ProgressLines(console.err());
    }

    private void say(ReplayReport report) {
        if (!common.quiet) {
            report.lines().forEach(console.err()::println);
        } else if (report.somethingLeftOut()) {
            console.err().println("trailwatch: " + report.leftOutLine());
        }
    }

    /** At Ctrl-C: the process ends with the signal's status when this returns. */
    private void stop(Replay replay, ProgressView view) {
        replay.stop();
        view.close();
        console.err()
                .println("trailwatch: stopped, nothing was written"
                        + (options.data == null ? "" : ": run again with the same --data to go on"));
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs already
        }
    }
}
