package io.trailwatch.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command has. */
public final class CommonOptions {
    @Option(
            names = {"-K", "--no-color"},
            order = 101,
            description = "No colours.")
    public boolean noColor;

    @Option(
            names = {"-q", "--quiet"},
            order = 102,
            description = "Say nothing but errors and what was left out.")
    public boolean quiet;

    @Option(
            names = {"-h", "--help"},
            order = 103,
            usageHelp = true,
            description = "Show this help.")
    public boolean help;

    @Option(names = "--debug", order = 104, description = "Log to standard error, and show where an error came from.")
    public boolean debug;

    @Option(
            names = "--config",
            order = 105,
            paramLabel = "FILE",
            description = "YAML file with settings: the long options without their dashes (or TRAILWATCH_CONFIG).")
    public @Nullable Path config;
}
