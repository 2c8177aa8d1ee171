package io.trailwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class SettingsTest {
    @TempDir
    Path folder;

    @Command(name = "serve")
    static final class Serve {
        @Option(
                names = {"-b", "--bootstrap-servers"},
                defaultValue = "none")
        String servers = "";

        @Option(names = "--regions", split = ",")
        List<String> regions = List.of();

        @Option(names = "--quiet")
        boolean quiet;

        @Option(names = "--config")
        String config = "";

        @Option(names = "--help", usageHelp = true)
        boolean help;
    }

    private Serve parsed(Map<String, String> environment, String... arguments) {
        Serve serve = new Serve();
        Settings settings = Settings.of(environment, arguments);
        CommandLine line = new CommandLine(serve).setDefaultValueProvider(settings);
        settings.checkKeys(line.getCommandSpec());
        line.parseArgs(arguments);
        return serve;
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("trailwatch.yaml"), text).toString();
    }

    @Test
    void takesTheDefaultWhereNothingIsSet() {
        assertThat(parsed(Map.of()).servers).isEqualTo("none");
    }

    @Test
    void theFileWinsOverTheDefault() throws IOException {
        assertThat(parsed(Map.of(), "--config", file("bootstrap-servers: file:1\n")).servers)
                .isEqualTo("file:1");
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws IOException {
        String path = file("bootstrap-servers: file:1\n");
        assertThat(parsed(Map.of("TRAILWATCH_BOOTSTRAP_SERVERS", "env:1", "TRAILWATCH_CONFIG", path)).servers)
                .isEqualTo("env:1");
    }

    @Test
    void theOptionWinsOverTheEnvironment() throws IOException {
        assertThat(parsed(
                                Map.of("TRAILWATCH_BOOTSTRAP_SERVERS", "env:1"),
                                "--config=" + file("bootstrap-servers: file:1\n"),
                                "-b",
                                "option:1")
                        .servers)
                .isEqualTo("option:1");
    }

    @Test
    void readsListsAndFlags() throws IOException {
        Serve serve = parsed(Map.of(), "--config", file("regions: [eu-west-1, us-east-1]\nquiet: true\n"));
        assertThat(serve.regions).containsExactly("eu-west-1", "us-east-1");
        assertThat(serve.quiet).isTrue();
    }

    @Test
    void anEmptyFileSetsNothing() throws IOException {
        assertThat(parsed(Map.of(), "--config", file("# nothing\n")).servers).isEqualTo("none");
    }

    @Test
    void refusesAnUnknownKeyAndNamesTheNearest() throws IOException {
        String path = file("bootstrap-server: x\n");
        assertThatThrownBy(() -> parsed(Map.of(), "--config", path))
                .isInstanceOf(ConfigException.class)
                .hasMessage(path + ": unknown setting 'bootstrap-server': did you mean 'bootstrap-servers'?");
    }

    @Test
    void refusesTheKeysOfOptionsThatSayWhatOneCallDoes() throws IOException {
        String path = file("help: true\n");
        assertThatThrownBy(() -> parsed(Map.of(), "--config", path)).hasMessageContaining("unknown setting 'help'");
    }

    @Test
    void namesTheLineThatIsNoYaml() throws IOException {
        String path = file("quiet: true\nregions: [a, b\n");
        assertThatThrownBy(() -> parsed(Map.of(), "--config", path))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(path + ", line ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesMapsDuplicatesAndMissingFiles() throws IOException {
        String map = file("regions: {a: b}\n");
        assertThatThrownBy(() -> parsed(Map.of(), "--config", map)).hasMessageContaining("'regions' holds a map");
        String twice = file("quiet: true\nquiet: false\n");
        assertThatThrownBy(() -> parsed(Map.of(), "--config", twice)).isInstanceOf(ConfigException.class);
        String missing = folder.resolve("missing.yaml").toString();
        assertThatThrownBy(() -> parsed(Map.of(), "--config", missing))
                .hasMessage(missing + ": no such configuration file: check --config or TRAILWATCH_CONFIG");
    }
}
