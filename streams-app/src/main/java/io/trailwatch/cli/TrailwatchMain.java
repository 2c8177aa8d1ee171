package io.trailwatch.cli;

import io.trailwatch.config.ConfigException;
import io.trailwatch.config.Settings;
import io.trailwatch.logging.LogFormat;
import io.trailwatch.logging.LogLevel;
import io.trailwatch.logging.Logging;
import io.trailwatch.replay.ReplayStoppedException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command line: {@code trailwatch COMMAND}. */
public final class TrailwatchMain {
    private final Console console;
    private final Map<String, String> environment;

    /** @param environment the process's variables, some of which are settings */
    public TrailwatchMain(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    public static void main(String[] arguments) {
        Console console = Console.ofProcess();
        int status = new TrailwatchMain(console, System.getenv()).run(arguments);
        console.out().flush();
        console.err().flush();
        System.exit(status);
    }

    /** Runs one command and returns its exit status. */
    public int run(String... arguments) {
        Settings settings;
        CommandLine commandLine = commandLine(console, environment);
        try {
            settings = Settings.of(environment, arguments);
            settings.checkKeys(commandLine.getCommandSpec());
        } catch (ConfigException e) {
            say(e);
            return ExitCodes.USAGE;
        }
        if (Arrays.asList(arguments).contains("--debug")) {
            Logging.setUp(LogFormat.TEXT, LogLevel.DEBUG);
        }
        setUp(commandLine, settings, arguments);
        return commandLine.execute(arguments);
    }

    /** The commands there are; nothing runs yet. */
    public static CommandLine commandLine(Console console, Map<String, String> environment) {
        CommandLine root = new CommandLine(new Root());
        for (Object command : Commands.all(console, environment)) {
            root.addSubcommand(command);
        }
        return root;
    }

    private void setUp(CommandLine commandLine, Settings settings, String[] arguments) {
        List<String> words = Arrays.asList(arguments);
        boolean color = console.terminal()
                && !environment.containsKey("NO_COLOR")
                && !words.contains("-K")
                && !words.contains("--no-color");
        commandLine
                .setDefaultValueProvider(settings)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(110)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(this::wrongUsage)
                .setExecutionExceptionHandler(this::failed);
    }

    private int wrongUsage(ParameterException e, String[] arguments) {
        say(e);
        CommandSpec command = e.getCommandLine().getCommandSpec();
        console.err().println("Try '" + command.qualifiedName() + " --help'.");
        return ExitCodes.USAGE;
    }

    private int failed(Exception e, CommandLine commandLine, ParseResult parsed) {
        Throwable problem = Problem.cause(e);
        if (problem instanceof ReplayStoppedException) {
            return ExitCodes.FAILED; // the process ends with the signal's own status
        }
        say(problem);
        if (debug(parsed)) {
            e.printStackTrace(console.err());
        }
        return ExitCodes.of(problem);
    }

    private static boolean debug(ParseResult parsed) {
        for (ParseResult at = parsed; ; at = at.subcommand()) {
            if (at.hasMatchedOption("--debug")) {
                return true;
            }
            if (!at.hasSubcommand()) {
                return false;
            }
        }
    }

    private void say(Throwable problem) {
        console.err().println("trailwatch: " + Problem.line(problem));
    }

    @Command(
            name = "trailwatch",
            description = "Per-user summaries of AWS CloudTrail, through a Kafka log.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:done, everything was read",
                "1:failed",
                "2:wrong usage",
                "3:done, but something was left out"
            })
    static final class Root implements Runnable {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "no command: give one, for example replay");
        }
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = TrailwatchMain.class.getPackage().getImplementationVersion();
            return new String[] {
                "trailwatch " + (version == null ? "(unpackaged)" : version) + " on Java "
                        + Runtime.version().feature()
            };
        }
    }
}
