package io.trailwatch.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalDirectoryTest {
    private static final String RECORD = "{\"eventName\":\"x\"}";

    @TempDir
    Path folder;

    private void file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, RECORD);
    }

    private static List<String> names(Archive archive) throws IOException {
        try (var objects = archive.objects()) {
            return objects.map(TrailObject::name).toList();
        }
    }

    @Test
    void listsFilesInTheOrderOfTheirPaths() throws IOException {
        for (String name : List.of(
                "b.json", "a/z.json", "a.json", "a-b/1.jsonl", "a/b/c.JSON.GZ", "x.json/y.json", "a0.jsonl.gz")) {
            file(name);
        }
        Archive archive = new LocalDirectory(folder, PathFilter.ALL);

        assertThat(names(archive))
                .containsExactly(
                        "a-b/1.jsonl", "a.json", "a/b/c.JSON.GZ", "a/z.json", "a0.jsonl.gz", "b.json", "x.json/y.json");
        assertThat(archive.skipped()).isEmpty();
        assertThat(archive.location()).isEqualTo(folder.toString());
    }

    @Test
    void countsWhatItPassesOver() throws IOException {
        file("trail/1.json");
        file("trail/readme.txt");
        file("trail/noextension");
        file("trail/only.gz");
        file("AWSLogs/1/CloudTrail-Digest/eu-west-1/2024/03/05/d.json.gz");
        file("AWSLogs/1/CloudTrail-Insight/eu-west-1/2024/03/05/i.json.gz");
        file("AWSLogs/1/CloudTrail/eu-west-1/2024/03/05/early.json.gz");
        file("AWSLogs/1/CloudTrail/eu-west-1/2024/03/06/in.json.gz");
        file("AWSLogs/1/CloudTrail/eu-west-1/2024/03/07/late.json.gz");
        LocalDate day = LocalDate.of(2024, 3, 6);
        Archive archive = new LocalDirectory(folder, new PathFilter(day, day));

        assertThat(names(archive))
                .containsExactly("AWSLogs/1/CloudTrail/eu-west-1/2024/03/06/in.json.gz", "trail/1.json");
        Map<SkipReason, Long> expected = Map.of(
                SkipReason.OTHER_TYPE, 3L, SkipReason.DIGEST, 1L, SkipReason.INSIGHT, 1L, SkipReason.OUTSIDE_DATES, 2L);
        assertThat(archive.skipped()).isEqualTo(expected);
        names(archive);
        assertThat(archive.skipped()).as("each listing counts anew").isEqualTo(expected);
    }

    @Test
    void theDateMayBeginAboveTheFolder() throws IOException {
        file("2024/03/05/a.json");
        file("2024/03/06/b.json");
        PathFilter filter = new PathFilter(LocalDate.of(2024, 3, 6), null);

        assertThat(names(new LocalDirectory(folder.resolve("2024"), filter))).containsExactly("03/06/b.json");
        assertThat(names(new LocalDirectory(folder.resolve("2024/03"), filter))).containsExactly("06/b.json");
        assertThat(names(new LocalDirectory(folder.resolve("2024/03/05"), filter)))
                .isEmpty();
        assertThat(names(new LocalDirectory(folder.resolve("2024/03/06"), filter)))
                .containsExactly("b.json");
    }

    @Test
    void linksAreNotFollowedButTheFolderMayBeOne(@TempDir Path elsewhere) throws IOException {
        file("1.json");
        Files.writeString(elsewhere.resolve("secret.json"), RECORD);
        Files.createSymbolicLink(folder.resolve("out.json"), elsewhere.resolve("secret.json"));
        Files.createSymbolicLink(folder.resolve("outside"), elsewhere);
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), folder);
        Archive archive = new LocalDirectory(link, PathFilter.ALL);

        assertThat(names(archive)).containsExactly("1.json");
        assertThat(archive.skipped()).isEqualTo(Map.of(SkipReason.SYMBOLIC_LINK, 3L));
    }

    @Test
    void aFileThatIsNamedIsReadWhateverItsNameIs() throws IOException {
        file("trail.log");
        Archive archive =
                new LocalDirectory(folder.resolve("trail.log"), new PathFilter(LocalDate.EPOCH, LocalDate.EPOCH));

        try (var objects = archive.objects();
                var reader = new TrailReader()) {
            TrailObject object = objects.findFirst().orElseThrow();
            assertThat(object.name()).isEqualTo("trail.log");
            assertThat(object.size()).isEqualTo(RECORD.length());
            assertThat(ReadResult.of(reader, object::open).records()).containsExactly(RECORD);
        }
    }

    @Test
    void namesThatAreNoTextAreReadToo() throws IOException {
        Files.writeString(Path.of(URI.create(folder.toUri() + "caf%E9.json")), RECORD);
        Files.writeString(Path.of(URI.create(folder.toUri() + "caf%C3%A9.json")), RECORD);
        Path odd = Files.createDirectory(Path.of(URI.create(folder.toUri() + "d%FF")));
        Files.writeString(odd.resolve("1.json"), RECORD);
        try (var objects = new LocalDirectory(folder, PathFilter.ALL).objects();
                var reader = new TrailReader()) {
            List<TrailObject> all = objects.toList();
            assertThat(all).hasSize(3);
            assertThat(all.stream().map(TrailObject::name).distinct()).hasSize(3);
            for (TrailObject object : all) {
                assertThat(ReadResult.of(reader, object::open).records()).containsExactly(RECORD);
            }
        }
    }

    @Test
    void namesSortAsTheirBytes() {
        assertThat(List.of("a", "b", "\ud83d\ude00", "\uff01", "a/b", "a.b", "ab").stream()
                        .sorted(PathOrder::compare))
                .containsExactly("a", "a.b", "a/b", "ab", "b", "\uff01", "\ud83d\ude00");
    }

    @Test
    void aVersionChangesWithTheContent() throws IOException {
        file("1.json");
        Archive archive = new LocalDirectory(folder, PathFilter.ALL);
        String before = archive.objects().findFirst().orElseThrow().version();
        assertThat(archive.objects().findFirst().orElseThrow().version()).isEqualTo(before);

        Files.writeString(folder.resolve("1.json"), RECORD + RECORD);
        assertThat(archive.objects().findFirst().orElseThrow().version()).isNotEqualTo(before);
    }

    @Test
    void aFileThatVanishesIsToldByItsReader() throws IOException {
        file("1.json");
        file("2.json");
        try (var objects = new LocalDirectory(folder, PathFilter.ALL).objects();
                var reader = new TrailReader()) {
            var iterator = objects.iterator();
            TrailObject first = iterator.next();
            Files.delete(folder.resolve("1.json"));
            Files.delete(folder.resolve("2.json"));
            assertThat(ReadResult.of(reader, first::open).outcome().damage()).isEqualTo(Damage.VANISHED);
            assertThat(ReadResult.of(reader, iterator.next()::open).outcome().damage())
                    .isEqualTo(Damage.VANISHED);
        }
    }

    @Test
    void aMissingFolderIsAnError() {
        assertThatThrownBy(() -> new LocalDirectory(folder.resolve("none"), PathFilter.ALL).objects())
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anEmptyFolderHoldsNothing() throws IOException {
        assertThat(names(new LocalDirectory(folder, PathFilter.ALL))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AWSLogs/1/CloudTrail/x/2024/03/05/f.json.gz, 2024-03-05",
        "2024/03/05/f.json, 2024-03-05",
        "2023/01/01/x/2024/03/05/06/f.json, 2024-03-05",
        "2024/03/f.json,",
        "2024/03/05.json,",
        "x2024/03/05/f.json,",
        "2024/13/05/f.json,",
        "2024/02/30/f.json,",
        "2024-03-05/f.json,",
        "2023/01/01/2024/99/99/f.json, 2023-01-01",
    })
    void findsTheDayInAPath(String path, LocalDate day) {
        assertThat(PathFilter.day(path)).isEqualTo(day);
    }
}
