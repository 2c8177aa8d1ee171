package io.trailwatch.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What is set outside the command line. One rule for every setting of a command: the option {@code --foo-bar} is the key
 * {@code foo-bar} of the configuration file and {@code TRAILWATCH_FOO_BAR} of the environment. The option wins over the
 * environment, the environment over the file, the file over the default.
 */
public final class Settings implements IDefaultValueProvider {
    /** Options that say what this one call does; they have no key and no variable. */
    private static final Set<String> CALL_ONLY = Set.of("help", "version", "config");

    private final Map<String, String> environment;
    private final @Nullable ConfigFile file;

    public Settings(Map<String, String> environment, @Nullable ConfigFile file) {
        this.environment = Map.copyOf(environment);
        this.file = file;
    }

    /**
     * Finds the configuration file: the one that {@code --config} among the arguments names, else the one that
     * {@code TRAILWATCH_CONFIG} names, else none.
     *
     * @throws ConfigException when the file can't be read
     */
    public static Settings of(Map<String, String> environment, String... arguments) {
        String path = environment.getOrDefault("TRAILWATCH_CONFIG", "");
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith("--config=")) {
                path = arguments[i].substring("--config=".length());
            } else if (arguments[i].equals("--config") && i + 1 < arguments.length) {
                path = arguments[i + 1];
            } else if (arguments[i].equals("--")) {
                break;
            }
        }
        return new Settings(environment, path.isEmpty() ? null : ConfigFile.read(Path.of(path)));
    }

    /** The key of an option in a configuration file, or null where it has none. */
    public static @Nullable String key(OptionSpec option) {
        String longest = option.longestName();
        if (!longest.startsWith("--") || option.hidden()) {
            return null;
        }
        String key = longest.substring(2);
        return CALL_ONLY.contains(key) ? null : key;
    }

    /** The environment variable of a key. */
    public static String variable(String key) {
        return "TRAILWATCH_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String key = key(option);
        if (key == null) {
            return null;
        }
        String fromEnvironment = environment.get(variable(key));
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            return fromEnvironment;
        }
        return file == null ? null : file.values().get(key);
    }

    /** Where the value of an option that stands not on the command line comes from. */
    public SettingSource source(OptionSpec option) {
        String key = key(option);
        if (key == null) {
            return SettingSource.DEFAULT;
        }
        String fromEnvironment = environment.get(variable(key));
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            return SettingSource.ENVIRONMENT;
        }
        return file != null && file.values().containsKey(key) ? SettingSource.FILE : SettingSource.DEFAULT;
    }

    /**
     * Refuses a file with a key that no command has, naming the nearest one. A key of another command is passed over, so that
     * one file serves them all.
     *
     * @throws ConfigException for the first such key
     */
    public void checkKeys(CommandSpec root) {
        if (file == null) {
            return;
        }
        Set<String> known = new TreeSet<>();
        collect(root, known);
        for (String key : file.values().keySet()) {
            if (!known.contains(key)) {
                String nearest = known.stream()
                        .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
                        .filter(candidate -> distance(key, candidate) <= 3)
                        .map(candidate -> ": did you mean '" + candidate + "'?")
                        .orElse(": see 'trailwatch config' for the settings there are");
                throw new ConfigException(file.path() + ": unknown setting '" + printable(key) + "'" + nearest);
            }
        }
    }

    private static void collect(CommandSpec command, Set<String> known) {
        for (OptionSpec option : command.options()) {
            String key = key(option);
            if (key != null) {
                known.add(key);
            }
        }
        command.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), known));
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(80).forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return out.toString();
    }

    /** How many letters one must change, add or remove to make one word of the other (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
