package io.trailwatch.abused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListUpdateTest {
    private static final String OLD = "EventName,Description\nRunInstances,Mining\nListUsers,Recon\nGetObject,Theft\n";
    private static final String NEW =
            "EventName,Description\nRunInstances,Mining\nListUsers,User recon\nStopLogging,Evasion\n";

    @TempDir
    Path folder;

    @Test
    void replacesTheListAndSaysWhatChanged() throws IOException {
        Path list = Files.writeString(folder.resolve("list.csv"), OLD);
        Path from = Files.writeString(folder.resolve("new.csv"), NEW);
        ListUpdate.Changes changes = ListUpdate.run(from.toString(), list);
        assertThat(changes.added()).containsExactly("StopLogging");
        assertThat(changes.removed()).containsExactly("GetObject");
        assertThat(changes.changed()).containsExactly("ListUsers");
        assertThat(changes.size()).isEqualTo(3);
        assertThat(list).hasContent(NEW);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder("list.csv", "new.csv");
        }
        assertThat(ListUpdate.run(from.toString(), list).none()).isTrue();
    }

    @Test
    void makesTheListWhereThereIsNone() throws IOException {
        Path from = Files.writeString(folder.resolve("new.csv"), NEW);
        Path list = folder.resolve("data/trailwatch/list.csv");
        ListUpdate.Changes changes = ListUpdate.run(from.toString(), list);
        assertThat(list).hasContent(NEW);
        assertThat(changes.size()).isEqualTo(3);
        assertThat(changes.removed())
                .as("of the shipped list")
                .hasSize(AbusedList.shipped().size() - 3);
    }

    @Test
    void leavesTheOldListWhereTheNewOneIsNone() throws IOException {
        Path list = Files.writeString(folder.resolve("list.csv"), OLD);
        Path html = Files.writeString(folder.resolve("new.csv"), "<html>\n");
        assertThatThrownBy(() -> ListUpdate.run(html.toString(), list))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 1");
        Path empty = Files.writeString(folder.resolve("empty.csv"), "EventName,Description\n");
        assertThatThrownBy(() -> ListUpdate.run(empty.toString(), list)).hasMessageContaining("the old list stays");
        assertThat(list).hasContent(OLD);
    }

    @Test
    void takesHttpsAndFilesOnly() {
        assertThatThrownBy(() -> ListUpdate.run("http://example.com/list", folder.resolve("l")))
                .hasMessage("--from: 'http://example.com/list' is neither https nor a file: give one of them");
        assertThatThrownBy(() -> ListUpdate.run(folder.resolve("none") + "", folder.resolve("l")))
                .hasMessageEndingWith("none: no such file");
    }

    @Test
    void saysThatAPlaceCannotBeReached() {
        assertThatThrownBy(() -> ListUpdate.run("https://127.0.0.1:1/list", folder.resolve("l")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("https://127.0.0.1:1/list: cannot be fetched (");
    }
}
