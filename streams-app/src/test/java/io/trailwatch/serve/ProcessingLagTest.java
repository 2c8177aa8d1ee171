package io.trailwatch.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessingLagTest {
    private final FakeTopic topic = new FakeTopic();
    private long nanos;
    private final ProcessingLag lag = new ProcessingLag(topic, () -> nanos);

    private static final class FakeTopic implements ProcessingLag.Source {
        private final Map<Integer, Long> ends = new HashMap<>();
        private final Map<Integer, Long> processed = new HashMap<>();

        @Override
        public Set<Integer> partitions() {
            return Set.copyOf(ends.keySet());
        }

        @Override
        public Map<Integer, Long> processed(Set<Integer> partitions) {
            return Map.copyOf(processed);
        }

        @Override
        public Map<Integer, Long> ends(Set<Integer> partitions) {
            return Map.copyOf(ends);
        }
    }

    private void lookAfter(long seconds) throws Exception {
        nanos += seconds * 1_000_000_000;
        lag.look();
    }

    @Test
    void anEmptyTopicHasNoLag() throws Exception {
        lookAfter(1);

        assertThat(lag.records()).isZero();
        assertThat(lag.seconds()).isZero();
    }

    @Test
    void messagesOfAllPartitionsCountAndTheOldestSaysHowLong() throws Exception {
        topic.ends.putAll(Map.of(0, 10L, 1, 5L));
        topic.processed.put(0, 10L);
        lookAfter(1);
        assertThat(lag.records()).isEqualTo(5);
        assertThat(lag.seconds()).isZero();

        topic.ends.put(0, 12L);
        lookAfter(7);
        assertThat(lag.records()).isEqualTo(7);
        assertThat(lag.seconds()).isEqualTo(7);
    }

    @Test
    void ageIsThatOfTheOldestMessageThatIsStillMissing() throws Exception {
        topic.ends.put(0, 10L);
        lookAfter(1);
        topic.ends.put(0, 20L);
        lookAfter(4);
        topic.processed.put(0, 15L);
        lookAfter(3);

        assertThat(lag.records()).isEqualTo(5);
        assertThat(lag.seconds()).isEqualTo(3);

        topic.processed.put(0, 20L);
        lookAfter(1);
        assertThat(lag.records()).isZero();
        assertThat(lag.seconds()).isZero();
    }

    @Test
    void aPartitionThatMovedAwayDoesNotHoldTheAge() throws Exception {
        topic.ends.putAll(Map.of(0, 10L, 1, 10L));
        topic.processed.put(0, 10L);
        lookAfter(1);
        topic.ends.remove(1);
        lookAfter(60);

        assertThat(lag.records()).isZero();
        assertThat(lag.seconds()).isZero();
    }

    @Test
    void aLongStandstillKeepsItsAgeInBoundedMemory() throws Exception {
        topic.ends.put(0, 1L);
        for (int i = 0; i < 10_000; i++) {
            topic.ends.merge(0, 1L, Long::sum);
            lookAfter(1);
        }

        assertThat(lag.seconds()).isEqualTo(9_999);
    }
}
