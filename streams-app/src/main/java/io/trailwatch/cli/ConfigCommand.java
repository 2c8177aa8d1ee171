package io.trailwatch.cli;

import io.trailwatch.config.Settings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * {@code trailwatch config}: prints the settings that {@code serve} would run with and where each comes from. Settings that
 * hold a secret are files, so a path is printed, never its content; user names and passwords within an address are masked.
 */
@Command(name = "config", description = "Print the effective configuration of serve and where each setting comes from.")
public final class ConfigCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        CommandLine own = java.util.Objects.requireNonNull(spec).commandLine();
        CommandLine root = own.getParent() == null ? own : own.getParent();
        CommandLine serve = root.getSubcommands().get("serve");
        IDefaultValueProvider provider = own.getCommandSpec().defaultValueProvider();
        own.getOut().print(print(serve == null ? own : serve, provider instanceof Settings settings ? settings : null));
        own.getOut().flush();
        return 0;
    }

    /** One YAML line a setting, so that the output is itself a configuration file. */
    static String print(CommandLine command, @Nullable Settings settings) {
        StringBuilder out = new StringBuilder();
        for (OptionSpec option : command.getCommandSpec().options()) {
            String key = Settings.key(option);
            if (key == null) {
                continue;
            }
            String set = settings == null ? null : settings.defaultValue(option);
            String value = set != null ? set : option.defaultValue();
            String shown = value == null ? "" : quoted(masked(value));
            out.append(value == null ? "# " : "")
                    .append(key)
                    .append(": ")
                    .append(shown)
                    .append("  # ")
                    .append((settings == null ? io.trailwatch.config.SettingSource.DEFAULT : settings.source(option))
                            .text())
                    .append('\n');
        }
        return out.toString();
    }

    private static String masked(String value) {
        return value.replaceAll("(?<=://)[^/@\\s]*@", "****@");
    }

    private static String quoted(String value) {
        boolean plain = value.matches("[A-Za-z0-9/._-][A-Za-z0-9/._:-]*") && !value.endsWith(":");
        return plain
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", "\uFFFD") + '"';
    }
}
