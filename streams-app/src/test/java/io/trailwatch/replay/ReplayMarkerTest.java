package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayMarkerTest {
    private static final Map<String, String> SELECTION = Map.of("archive", "/trails/ä b", "file-date-from", "");

    @TempDir
    Path folder;

    @Test
    void sameSelectionGoesOn() throws IOException {
        Path data = folder.resolve("new/data");
        ReplayMarker.claim(data, SELECTION);
        Files.createDirectory(data.resolve("kafka"));
        ReplayMarker.claim(data, SELECTION);
        assertThat(data).isDirectory();
    }

    @Test
    void anotherArchiveIsRefused() throws IOException {
        ReplayMarker.claim(folder, SELECTION);
        assertThatThrownBy(() -> ReplayMarker.claim(folder, Map.of("archive", "/other\u001b", "file-date-from", "")))
                .isInstanceOf(ReplayException.class)
                .hasMessage("--data: " + folder + " holds a replay with archive '/trails/ä b', not '/other\\u001B'"
                        + ": give the folder that belongs to this one, or a new one");
    }

    @Test
    void otherFilesOfTheSameArchiveAreRefused() throws IOException {
        ReplayMarker.claim(folder, SELECTION);
        assertThatThrownBy(() ->
                        ReplayMarker.claim(folder, Map.of("archive", "/trails/ä b", "file-date-from", "20240305")))
                .hasMessageContaining("with file-date-from (none), not '20240305'");
    }

    @Test
    void folderOfSomethingElseIsRefusedAndLeftAlone() throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "x");
        assertThatThrownBy(() -> ReplayMarker.claim(folder, SELECTION))
                .isInstanceOf(ReplayException.class)
                .hasMessage("--data: " + folder + " holds something else than a replay: give a new or an empty folder");
        assertThat(folder).isDirectoryNotContaining("glob:**.properties*");
    }

    @Test
    void killedWhileMarkingCanBeginAgain() throws IOException {
        Files.writeString(folder.resolve("replay.properties.part"), "arch");
        ReplayMarker.claim(folder, SELECTION);
        ReplayMarker.claim(folder, SELECTION);
        assertThat(folder.resolve("replay.properties")).isRegularFile();
    }

    @Test
    void fileIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> ReplayMarker.claim(file, SELECTION))
                .hasMessage("--data: " + file + " is no folder: give a new or an empty one");
    }
}
