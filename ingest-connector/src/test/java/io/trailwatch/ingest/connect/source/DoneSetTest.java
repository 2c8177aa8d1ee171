package io.trailwatch.ingest.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was done at a moment stays what it was, whatever happens to the set afterwards. */
class DoneSetTest {
    private record Moment(DoneSet.Snapshot snapshot, List<ObjectId> expected) {}

    @Test
    void snapshotsDoNotChange() {
        Random random = new Random(7);
        DoneSet set = new DoneSet();
        Map<ObjectId, Long> model = new LinkedHashMap<>();
        List<Moment> moments = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            switch (random.nextInt(40)) {
                case 0 -> {
                    long before = random.nextInt(1000) * 1000L;
                    set.removeIf((id, millis) -> millis < before);
                    model.values().removeIf(millis -> millis < before);
                }
                case 1 -> {
                    int most = 5 + random.nextInt(100);
                    set.trim(most);
                    while (model.size() > most) {
                        model.remove(model.keySet().iterator().next());
                    }
                }
                default -> {
                    ObjectId id = ObjectId.of("object" + random.nextInt(3_000), "");
                    long time = random.nextInt(1000) * 1000L;
                    set.add(id, time);
                    model.put(id, time);
                }
            }
            if (random.nextInt(3) == 0) {
                moments.add(new Moment(set.snapshot(), List.copyOf(model.keySet())));
            }
        }
        for (Moment moment : moments) {
            DoneSet read = new DoneSet();
            read.decode(moment.snapshot().encode());
            assertThat(read.size()).isEqualTo(moment.expected().size());
            assertThat(moment.expected()).allMatch(read::contains);
            assertThat(read.snapshot().encode()).isEqualTo(moment.snapshot().encode());
        }
    }

    @Test
    void timesAreStored() {
        DoneSet set = new DoneSet();
        ObjectId old = ObjectId.of("a", "1");
        ObjectId recent = ObjectId.of("b", "1");
        set.add(old, 1_000);
        set.add(recent, 9_000);
        set.add(old, 2_000);
        DoneSet read = new DoneSet();
        read.decode(set.snapshot().encode());
        read.removeIf((id, millis) -> millis != 2_000);
        assertThat(read.contains(old)).isTrue();
        assertThat(read.size()).isOne();
    }
}
