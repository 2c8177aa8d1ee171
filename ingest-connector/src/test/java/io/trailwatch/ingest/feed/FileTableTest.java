package io.trailwatch.ingest.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FileTableTest {
    private static FileEntry entry(SplittableRandom random) {
        return new FileEntry(
                FileState.of(random.nextInt(3)),
                random.nextInt(3) - 1,
                random.nextLong(),
                random.nextLong(),
                new FileKey(random.nextLong(), random.nextLong()),
                random.nextLong(),
                random.nextLong());
    }

    @Test
    void holdsWhatAMapHolds() {
        SplittableRandom random = new SplittableRandom(3);
        FileTable table = new FileTable();
        Map<FileKey, FileEntry> map = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            // Few different high parts, so that chains form.
            FileKey key = new FileKey(random.nextInt(40), random.nextInt(60));
            if (random.nextInt(20) == 0) {
                table.remove(key);
                map.remove(key);
            } else {
                FileEntry entry = entry(random);
                table.put(key, entry, i);
                map.put(key, entry);
            }
        }
        assertThat(table.size()).isEqualTo(map.size());
        for (int high = 0; high < 40; high++) {
            for (int low = 0; low < 60; low++) {
                FileKey key = new FileKey(high, low);
                assertThat(table.get(key)).isEqualTo(map.get(key));
            }
        }
    }

    @Test
    void forgetsOnlyTheUnseenOfItsSource() {
        FileTable table = new FileTable();
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 3000; i++) {
            FileEntry e = entry(random);
            int source = i % 2 == 0 ? 7 : -7;
            table.put(
                    new FileKey(i, i),
                    new FileEntry(e.state(), source, e.version(), e.size(), e.content(), e.items(), e.rejects()),
                    100);
        }
        for (int i = 0; i < 1000; i++) {
            table.see(new FileKey(i, i), 200);
        }
        assertThat(table.removeUnseen(-7, 200)).hasSize(1000).allMatch(k -> k.high() >= 1000 && k.high() % 2 == 1);
        assertThat(table.size()).isEqualTo(2000);
        assertThat(table.get(new FileKey(999, 999))).isNotNull();
        assertThat(table.get(new FileKey(1001, 1001))).isNull();
        assertThat(table.get(new FileKey(1002, 1002))).isNotNull();
    }

    @Test
    void entryOutlivesItsEncoding() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 100; i++) {
            FileEntry entry = entry(random);
            assertThat(FileEntry.decode(entry.encode())).isEqualTo(entry);
        }
        assertThat(FileEntry.decode(new byte[54])).isNull();
        assertThat(FileEntry.decode(new byte[0])).isNull();
    }
}
