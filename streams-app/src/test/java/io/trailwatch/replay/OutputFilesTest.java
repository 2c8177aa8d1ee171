package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trailwatch.config.ConfigException;
import io.trailwatch.render.OutputFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputFilesTest {
    private static final List<OutputFormat> TWO = List.of(OutputFormat.CSV, OutputFormat.JSON);
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void write(SummaryOutput files, OutputFormat format, String text) throws IOException {
        OutputStream out = files.open(format);
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "summary,summary.csv",
        "summary.csv,summary.csv",
        "summary.txt,summary.csv",
        "a.b.json,a.b.csv",
        ".hidden,.hidden.csv",
        "dir.d/summary,dir.d/summary.csv"
    })
    void extensionFollowsTheFormat(String given, String expected) {
        assertThat(OutputFiles.withExtension(Path.of(given), "csv")).isEqualTo(Path.of(expected));
    }

    @ParameterizedTest
    @CsvSource({"/", ".", "..", "a/.."})
    void refusesWhatIsNoFileName(String given) {
        assertThatThrownBy(() -> OutputFiles.withExtension(Path.of(given), "csv"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--output: " + given + " is no file name");
    }

    @Test
    void filesAppearWhenAllAreWhole() throws IOException {
        try (OutputFiles files = OutputFiles.of(folder.resolve("s"), TWO, false)) {
            write(files, OutputFormat.CSV, "one");
            write(files, OutputFormat.JSON, "three");
            assertThat(names()).hasSize(2).allMatch(name -> name.startsWith(".s.") && name.endsWith(".partial"));
            files.publish();
            assertThat(files.places())
                    .containsExactly(folder.resolve("s.csv") + " (3 B)", folder.resolve("s.json") + " (5 B)");
        }
        assertThat(names()).containsExactly("s.csv", "s.json");
        assertThat(folder.resolve("s.json")).hasContent("three");
    }

    @Test
    void nothingStaysOfWhatIsNotPublished() throws IOException {
        try (OutputFiles files = OutputFiles.of(folder.resolve("s"), TWO, false)) {
            write(files, OutputFormat.CSV, "half");
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void existingFileIsRefusedBeforeAnythingIsDone() throws IOException {
        Files.writeString(folder.resolve("s.json"), "old");
        assertThatThrownBy(() -> OutputFiles.of(folder.resolve("s"), TWO, false))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--output: " + folder.resolve("s.json")
                        + " is there already: give -C to replace it, or another name");
    }

    @Test
    void clobberReplacesIt() throws IOException {
        Files.writeString(folder.resolve("s.csv"), "old and longer");
        try (OutputFiles files = OutputFiles.of(folder.resolve("s"), List.of(OutputFormat.CSV), true)) {
            write(files, OutputFormat.CSV, "new");
            assertThat(folder.resolve("s.csv")).hasContent("old and longer");
            files.publish();
        }
        assertThat(folder.resolve("s.csv")).hasContent("new");
    }

    @Test
    void fileThatAppearedMeanwhileIsKept() throws IOException {
        try (OutputFiles files = OutputFiles.of(folder.resolve("s"), List.of(OutputFormat.CSV), false)) {
            write(files, OutputFormat.CSV, "new");
            Files.writeString(folder.resolve("s.csv"), "another's");
            assertThatThrownBy(files::publish).isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(names()).containsExactly("s.csv");
        assertThat(folder.resolve("s.csv")).hasContent("another's");
    }

    @Test
    void missingFolderAndFolderInPlaceOfTheFileAreRefused() throws IOException {
        assertThatThrownBy(() -> OutputFiles.of(folder.resolve("no/s"), TWO, false))
                .hasMessage("--output: there is no folder " + folder.resolve("no") + ": make it first");
        Files.createDirectory(folder.resolve("d.csv"));
        assertThatThrownBy(() -> OutputFiles.of(folder.resolve("d"), TWO, true))
                .hasMessage("--output: " + folder.resolve("d.csv") + " is a folder: give a file name");
    }

    @Test
    void fullDiskNamesTheFileAndLeavesNothing() throws IOException {
        assumeTrue(Files.exists(FULL));
        try (OutputFiles files = OutputFiles.of(
                folder.resolve("s"),
                List.of(OutputFormat.CSV),
                false,
                file -> FileChannel.open(FULL, StandardOpenOption.WRITE))) {
            assertThatThrownBy(() -> write(files, OutputFormat.CSV, "text"))
                    .hasMessage(folder.resolve("s.csv") + ": No space left on device");
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void fullDiskBehindStandardOutputIsNotMissed() throws IOException {
        assumeTrue(Files.exists(FULL));
        try (PrintStream full = new PrintStream(Files.newOutputStream(FULL), false, StandardCharsets.UTF_8)) {
            SummaryOutput output = new StandardOutput(OutputFormat.CSV, full);
            OutputStream out = output.open(OutputFormat.CSV);
            assertThatThrownBy(() -> {
                        out.write(new byte[100_000]);
                        output.publish();
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("standard output can't be written");
        }
    }

    @Test
    void afterStopNothingIsWrittenOrPublished() throws IOException {
        OutputFiles files = OutputFiles.of(folder.resolve("s"), TWO, false);
        write(files, OutputFormat.CSV, "half");
        files.close();
        assertThatThrownBy(() -> files.open(OutputFormat.JSON)).isInstanceOf(IOException.class);
        assertThatThrownBy(files::publish).isInstanceOf(IOException.class);
        assertThat(names()).isEmpty();
    }
}
