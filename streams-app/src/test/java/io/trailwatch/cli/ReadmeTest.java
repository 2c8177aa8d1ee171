package io.trailwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the README says can be typed is there. */
class ReadmeTest {
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\./trailwatch ([^#\\n]+)");
    private static final Pattern OPTION = Pattern.compile("`(--?[A-Za-z][A-Za-z-]*)(?= |`)");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

    private static final Path PROJECT = project();
    private static final CommandLine ROOT = TrailwatchMain.commandLine(Console.ofProcess(), Map.of());

    /** The folder above the module's that holds the launcher. */
    private static Path project() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("trailwatch"))) {
            at = Objects.requireNonNull(at.getParent(), "no launcher above the working directory");
        }
        return at;
    }

    private static String read(String name) throws IOException {
        return Files.readString(PROJECT.resolve(name));
    }

    @Test
    void itsCommandsAreParsed() throws IOException {
        Matcher commands = COMMAND.matcher(read("README.md"));
        List<String> seen = new ArrayList<>();
        while (commands.find()) {
            String[] words = commands.group(1).trim().split("\\s+");
            ROOT.parseArgs(words);
            seen.add(words[0]);
        }
        assertThat(seen).contains("replay", "serve", "users", "query");
    }

    @Test
    void itsOptionsExist() throws IOException {
        Set<String> known = new TreeSet<>(ROOT.getCommandSpec().optionsMap().keySet());
        ROOT.getSubcommands()
                .values()
                .forEach(command ->
                        known.addAll(command.getCommandSpec().optionsMap().keySet()));
        Set<String> named = new TreeSet<>();
        Matcher options = OPTION.matcher(read("README.md"));
        while (options.find()) {
            named.add(options.group(1));
        }
        assertThat(named).hasSizeGreaterThan(30);
        assertThat(known).containsAll(named);
    }

    @Test
    void allOptionsOfReplayStandInIt() throws IOException {
        String text = read("README.md");
        for (OptionSpec option :
                ROOT.getSubcommands().get("replay").getCommandSpec().options()) {
            String name = option.longestName();
            if (!name.equals("--config")) {
                assertThat(text).contains("`" + name);
            }
        }
    }

    @Test
    void itsLinksAndThoseOfTheDocumentsLeadSomewhere() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(PROJECT.resolve("README.md")));
        try (Stream<Path> docs = Files.walk(PROJECT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        for (Path document : documents) {
            Matcher links = LINK.matcher(Files.readString(document));
            while (links.find()) {
                assertThat(document.resolveSibling(links.group(1)))
                        .as(document.toString())
                        .exists();
            }
        }
    }

    @Test
    void testCommandIsTheOneThatCiRuns() throws IOException {
        assertThat(read("README.md")).contains("\nmvn -B -ntp verify\n");
        assertThat(read(".ci/run")).contains("\nmvn -B -ntp verify\n");
    }

    @Test
    void configurationFilesItNamesLoad() throws IOException {
        try (Stream<Path> files = Files.list(PROJECT.resolve("config"))) {
            List<Path> yaml =
                    files.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertThat(yaml).isNotEmpty();
            for (Path file : yaml) {
                assertThat(ConfigFile.read(file).values()).as(file.toString()).isNotNull();
            }
        }
    }
}
