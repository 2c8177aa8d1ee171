package io.trailwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TrailwatchMainTest {
    @TempDir
    Path folder;

    @Test
    void withoutACommandSaysWhatToDo() {
        TrailwatchRun run = TrailwatchRun.of();
        assertThat(run.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("""
                trailwatch: no command: give one, for example replay
                Try 'trailwatch --help'.
                """);
    }

    @Test
    void helpOfEveryCommandNamesItAndEndsWell() {
        Console console = Console.ofProcess();
        for (String name :
                TrailwatchMain.commandLine(console, Map.of()).getSubcommands().keySet()) {
            TrailwatchRun run = TrailwatchRun.of(name, "--help");
            assertThat(run.status()).as(name).isZero();
            assertThat(run.out())
                    .as(name)
                    .startsWith("Usage: trailwatch " + name)
                    .contains("-h, --help");
            assertThat(run.err()).as(name).isEmpty();
        }
    }

    @Test
    void everyCommandHasTheCommonOptions() {
        for (CommandLine command : TrailwatchMain.commandLine(Console.ofProcess(), Map.of())
                .getSubcommands()
                .values()) {
            assertThat(command.getCommandSpec().optionsMap())
                    .as(command.getCommandName())
                    .containsKeys("-h", "--help", "-q", "--quiet", "-K", "--no-color", "--debug", "--config");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V"})
    void saysItsVersion(String option) {
        TrailwatchRun run = TrailwatchRun.of(option);
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("trailwatch ")
                .contains("Java " + Runtime.version().feature());
    }

    @Test
    void unknownOptionIsWrongUsage() {
        TrailwatchRun run = TrailwatchRun.of("completion", "--nonsense");
        assertThat(run.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).isEqualTo("""
                trailwatch: Unknown option: '--nonsense'
                Try 'trailwatch completion --help'.
                """);
    }

    @Test
    void settingThatNoCommandHasIsWrongUsage() throws IOException {
        Path file = Files.writeString(folder.resolve("t.yaml"), "quite: true\n");
        TrailwatchRun run = TrailwatchRun.of("completion", "--config", file.toString());
        assertThat(run.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).isEqualTo("trailwatch: " + file + ": unknown setting 'quite': did you mean 'quiet'?\n");
    }

    @Test
    void configurationFileThatIsNotThereIsWrongUsage() {
        TrailwatchRun run = TrailwatchRun.with(Map.of("TRAILWATCH_CONFIG", "/no/such"), "completion");
        assertThat(run.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).startsWith("trailwatch: /no/such: no such configuration file");
    }

    @Test
    void completionScriptCompletesItsOwnCommands() {
        TrailwatchRun run = TrailwatchRun.of("completion");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("complete -F _complete_trailwatch").contains("completion");
    }

    @Test
    void problemsAreOneLineEach() {
        assertThat(Problem.line(new NoSuchFileException("/a\u001bb"))).isEqualTo("/a\\u001Bb: no such file or folder");
        assertThat(Problem.line(new IOException("broken\nsecond line"))).isEqualTo("broken");
        assertThat(Problem.line(new IllegalStateException("odd"))).isEqualTo("IllegalStateException: odd");
        assertThat(Problem.line(new IllegalStateException()))
                .isEqualTo("IllegalStateException: run again with --debug to see where");
        IOException inner = new IOException("inner");
        assertThat(Problem.cause(new ExecutionException(new UncheckedIOException(inner))))
                .isSameAs(inner);
    }
}
