package io.trailwatch.ingest.connect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.ingest.archive.PathFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory source: once and followed. */
class DirectorySourceTest {
    @TempDir
    Path folder;

    private SourceRun source(boolean follow, Share share) {
        DirectorySource.Settings settings = new DirectorySource.Settings(
                folder, PathFilter.ALL, follow, Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofHours(36));
        return new SourceRun(
                SourceRun.SETTINGS,
                (offsets, metrics) -> new DirectorySource(settings, share, offsets, metrics, Clock.systemUTC()));
    }

    private void put(String name, int records) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Path written = folder.resolveSibling(folder.getFileName() + ".new");
        Files.write(written, Trails.file(name, records));
        Files.move(written, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void newAndRewrittenFilesAreReadOverRestarts() throws Exception {
        put("a/1.json.gz", 2);
        put("b/2.json.gz", 3);
        SourceRun run = source(true, Share.ALL);
        run.run(() -> run.records.size() >= 5);
        put("a/0.json.gz", 1);
        Files.setLastModifiedTime(folder.resolve("a/0.json.gz"), FileTime.from(Instant.parse("2019-01-01T00:00:00Z")));
        run.run(() -> run.records.size() >= 6);
        put("a/1.json.gz", 4);
        run.run(() -> run.records.size() >= 10);
        List<String> expected = new ArrayList<>(Trails.records("a/1.json.gz", 2));
        expected.addAll(Trails.records("b/2.json.gz", 3));
        expected.addAll(Trails.records("a/0.json.gz", 1));
        expected.addAll(Trails.records("a/1.json.gz", 4));
        assertThat(run.records).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(run.offsets().keySet())
                .allMatch(p -> p.get("source").equals(DirectorySource.address(folder)))
                .hasSize(2);
    }

    @Test
    void onceMeansOnce() throws Exception {
        put("1.json.gz", 2);
        SourceRun run = source(false, Share.ALL);
        run.run(() -> run.metrics.get("objects") == 1);
        assertThat(run.records).isEqualTo(Trails.records("1.json.gz", 2));
    }

    @Test
    void tasksShareTheFolders() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            put("f" + i + "/x.json.gz", 1);
            expected.addAll(Trails.records("f" + i + "/x.json.gz", 1));
        }
        List<String> found = new ArrayList<>();
        for (int task = 0; task < 2; task++) {
            long mine = 0;
            for (int i = 0; i < 16; i++) {
                mine += new Share(task, 2).has("f" + i + "/") ? 1 : 0;
            }
            long wanted = mine;
            SourceRun run = source(false, new Share(task, 2));
            run.run(() -> run.metrics.get("objects") == wanted);
            assertThat(wanted).isPositive();
            found.addAll(run.records);
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aFolderThatIsNotThereIsToldInOneLine() {
        folder = folder.resolve("missing");
        SourceRun run = source(true, Share.ALL);
        assertThatThrownBy(() -> run.run(() -> false))
                .hasStackTraceContaining("directory.path: " + folder + " can't be listed (NoSuchFileException)");
    }
}
