package io.trailwatch.ingest.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.feed.Sightings.Decision;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final FileKey KEY = new FileKey(1, 2);

    private final Sightings sightings = new Sightings(Duration.ofSeconds(2), Duration.ofSeconds(60));

    private record File(String name, String version, Instant lastModified) implements TrailObject {
        @Override
        public long size() {
            return 1;
        }

        @Override
        public InputStream open() {
            return InputStream.nullInputStream();
        }
    }

    private static Instant at(double seconds) {
        return START.plusMillis((long) (seconds * 1000));
    }

    /** A file that was changed so many seconds after the start. */
    private static File file(String version, double changed) {
        return new File("2024/01/a.json", version, at(changed));
    }

    private static FileEntry entry(FileState state, String version) {
        return new FileEntry(state, 0, FileEntry.versionOf(version), 1, KEY, 1, 0);
    }

    private Decision see(File file, @Nullable FileEntry known, double now) {
        return sightings.see(KEY, file, known, false, at(now));
    }

    @Test
    void oldFileIsReadAtOnceAsItIs() {
        assertThat(see(file("1", -3600), null, 0)).isEqualTo(Decision.READ_AS_IT_IS);
        assertThat(see(file("1", -10), null, 0)).isEqualTo(Decision.READ);
        assertThat(sightings.size()).isZero();
    }

    @Test
    void freshFileIsReadWhenItIsQuiet() {
        assertThat(see(file("1", 0), null, 0.5)).isEqualTo(Decision.LATER);
        assertThat(sightings.nextDue()).isEqualTo(at(2));
        assertThat(sightings.dueFolders(at(1.9))).isEmpty();
        assertThat(sightings.dueFolders(at(2))).containsExactly("2024/01/");
        assertThat(sightings.oldest()).isEqualTo(at(0.5));
        assertThat(see(file("2", 1.5), null, 2)).isEqualTo(Decision.LATER);
        assertThat(see(file("2", 1.5), null, 3.5)).isEqualTo(Decision.READ);
        sightings.outcome(KEY, file("2", 1.5), FileOutcome.READ, at(3.6));
        assertThat(sightings.size()).isZero();
    }

    @Test
    void fileFromTheFutureIsReadAfterTwoLooks() {
        assertThat(see(file("1", 9999), null, 0)).isEqualTo(Decision.LATER);
        assertThat(see(file("1", 9999), null, 1)).isEqualTo(Decision.LATER);
        assertThat(see(file("1", 9999), null, 2)).isEqualTo(Decision.READ);
    }

    @Test
    void whatIsReadIsDoneUntilItChanges() {
        assertThat(see(file("1", -99), entry(FileState.WHOLE, "1"), 0)).isEqualTo(Decision.DONE);
        assertThat(see(file("2", -5), entry(FileState.WHOLE, "1"), 0)).isEqualTo(Decision.READ);
        assertThat(see(file("1", -99), entry(FileState.DAMAGED, "1"), 0)).isEqualTo(Decision.DONE);
        assertThat(sightings.see(KEY, file("1", -99), entry(FileState.DAMAGED, "1"), true, START))
                .isEqualTo(Decision.READ_AS_IT_IS);
    }

    @Test
    void halfAFileIsWaitedForAndThenTakenAsItIs() {
        see(file("1", 0), null, 1);
        assertThat(see(file("1", 0), null, 2)).isEqualTo(Decision.READ);
        sightings.outcome(KEY, file("1", 0), FileOutcome.WAITING, at(2.1));
        FileEntry half = entry(FileState.PARTIAL, "1");
        assertThat(see(file("1", 0), half, 3)).isEqualTo(Decision.LATER);
        assertThat(sightings.nextDue()).isEqualTo(at(60));
        assertThat(see(file("1", 0), half, 60)).isEqualTo(Decision.READ_AS_IT_IS);
    }

    @Test
    void halfAFileThatGrowsIsReadWhenItIsQuietAgain() {
        see(file("1", 0), null, 2);
        sightings.outcome(KEY, file("1", 0), FileOutcome.WAITING, at(2.1));
        FileEntry half = entry(FileState.PARTIAL, "1");
        assertThat(see(file("2", 5), half, 5)).isEqualTo(Decision.LATER);
        assertThat(see(file("2", 5), half, 7)).isEqualTo(Decision.READ);
    }

    @Test
    void whatIsGoneIsForgotten() {
        see(file("1", 0), null, 0);
        sightings.dropGone(at(1));
        assertThat(sightings.size()).isOne();
        sightings.dropGone(at(2));
        assertThat(sightings.size()).isZero();
        assertThat(sightings.nextDue()).isEqualTo(Instant.MAX);
    }
}
