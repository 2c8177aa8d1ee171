package io.trailwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.config.ConfigFile;
import io.trailwatch.config.Settings;
import io.trailwatch.serve.ServeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ConfigCommandTest {
    @TempDir
    Path folder;

    @Command(name = "serve")
    static final class Serve {
        @Mixin
        ServeOptions options = new ServeOptions();
    }

    @Test
    void printsEachSettingAndWhereItComesFrom() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "window: PT6H\nretention: P30D\n");
        Settings settings = new Settings(
                Map.of("TRAILWATCH_RETENTION", "P60D", "TRAILWATCH_SQS", "https://user:secret@queue/x"),
                ConfigFile.read(file));
        String printed = ConfigCommand.print(new CommandLine(new Serve()), settings);
        assertThat(printed.lines())
                .contains(
                        "window: PT6H  # file",
                        "retention: P60D  # environment",
                        "listen: 127.0.0.1:8765  # default",
                        "# directory:   # default",
                        "sqs: \"https://****@queue/x\"  # environment");
        assertThat(printed).doesNotContain("secret");
    }

    @Test
    void printsAFileThatIsReadAgain() throws IOException {
        String printed = ConfigCommand.print(
                new CommandLine(new Serve()), new Settings(Map.of("TRAILWATCH_DATA", "a: \"b\\"), null));
        ConfigFile again = ConfigFile.read(Files.writeString(folder.resolve("printed.yaml"), printed));
        assertThat(again.values())
                .containsEntry("data", "a: \"b\\")
                .containsEntry("window", "P1D")
                .doesNotContainKey("directory");
    }
}
