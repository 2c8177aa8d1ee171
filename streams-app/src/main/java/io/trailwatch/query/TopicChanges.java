package io.trailwatch.query;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Changes by the messages' keys. */
public final class TopicChanges implements Changes {
    private final Consumer<byte[], byte[]> consumer;

    private TopicChanges(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Begins at the end of the topic. */
    public static Changes open(TopicReading reading) {
        Consumer<byte[], byte[]> consumer = reading.atEnd();
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(reading.topic()).stream()
                    .map(info -> new TopicPartition(reading.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            return new TopicChanges(consumer);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    @Override
    public List<Change> poll(Duration wait) {
        List<Change> changes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(wait)) {
            if (message.key() != null && message.key().length > 0) {
                changes.add(new Change(
                        new String(message.key(), StandardCharsets.UTF_8), message.partition(), message.offset()));
            }
        }
        return changes;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
