package io.trailwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.cli.Console;
import io.trailwatch.cli.TrailwatchMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The shipped file is what it says of itself: every setting of serve, with its default. */
class ConfigurationFileTest {
    private static final Path FILE = Path.of("../config/trailwatch.yaml");
    private static final Pattern KEY = Pattern.compile("(?m)^#?([a-z0-9-]+): ");

    private final CommandLine root = TrailwatchMain.commandLine(new Console(System.out, System.err, 0), Map.of());

    private Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        for (OptionSpec option :
                root.getSubcommands().get("serve").getCommandSpec().options()) {
            String key = Settings.key(option);
            if (key != null && !Objects.equals(key, "quiet") && !key.equals("debug") && !key.equals("no-color")) {
                defaults.put(key, Objects.requireNonNullElse(option.defaultValue(), ""));
            }
        }
        return defaults;
    }

    @Test
    void namesEverySettingOfServeAndNoOther() throws IOException {
        Set<String> keys = KEY.matcher(Files.readString(FILE))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());

        assertThat(keys).containsExactlyInAnyOrderElementsOf(defaults().keySet());
    }

    @Test
    void holdsTheDefaults() {
        Map<String, String> defaults = defaults();

        assertThat(ConfigFile.read(FILE).values()).isNotEmpty().allSatisfy((key, value) -> {
            String expected = defaults.get(key);
            assertThat(value).as(key).isEqualTo(Objects.equals(expected, "") ? "false" : expected);
        });
    }

    @Test
    void isAccepted() {
        new Settings(Map.of(), ConfigFile.read(FILE)).checkKeys(root.getCommandSpec());
    }
}
