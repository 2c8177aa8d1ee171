package io.trailwatch.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicEndTest {
    private static final TopicPartition ZERO = new TopicPartition("t", 0);
    private static final TopicPartition ONE = new TopicPartition("t", 1);

    @Test
    void liesAfterTheLastMessageHoweverManyMarksFollow() {
        try (Marks consumer = new Marks(Map.of(ZERO, 1000L, ONE, 0L))) {
            consumer.messages = List.of(3L, 17L);
            assertThat(TopicEnd.of(consumer, Map.of(ZERO, 0L, ONE, 0L), consumer.ends))
                    .isEqualTo(Map.of(0, 18L, 1, 0L));
        }
    }

    @Test
    void topicOfMarksAloneIsEmpty() {
        try (Marks consumer = new Marks(Map.of(ZERO, 7L, ONE, 0L))) {
            assertThat(TopicEnd.of(consumer, Map.of(ZERO, 0L, ONE, 0L), consumer.ends))
                    .isEqualTo(Map.of(0, 0L, 1, 0L));
        }
    }

    /** A topic whose first partition holds messages at some offsets and transaction marks at all others. */
    private static final class Marks extends MockConsumer<byte[], byte[]> {
        private List<Long> messages = List.of();
        private final Map<TopicPartition, Long> ends;

        Marks(Map<TopicPartition, Long> ends) {
            super("earliest");
            this.ends = ends;
            updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
            updateEndOffsets(ends);
        }

        @Override
        public synchronized org.apache.kafka.clients.consumer.ConsumerRecords<byte[], byte[]> poll(
                java.time.Duration timeout) {
            long from = position(ZERO);
            messages.stream().filter(offset -> offset >= from).forEach(offset -> {
                addRecord(new ConsumerRecord<>("t", 0, offset, new byte[0], new byte[0]));
            });
            var polled = super.poll(timeout);
            seek(ZERO, ends.get(ZERO));
            return polled;
        }
    }
}
