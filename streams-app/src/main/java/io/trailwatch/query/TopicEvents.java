package io.trailwatch.query;

import io.trailwatch.ingest.record.EventField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads the topic from its end backwards, all partitions at once, in the order in which messages came onto it. With a user's
 * ARN only the user's partition is read.
 */
public final class TopicEvents implements Events {
    private static final int AT_ONCE = 2;
    /** After the time that a search may take: the brokers don't answer. */
    private static final int GIVE_UP_SECONDS = 10;

    private final TopicReading reading;
    private final Semaphore places = new Semaphore(AT_ONCE);

    public TopicEvents(TopicReading reading) {
        this.reading = reading;
    }

    @Override
    public Outcome find(EventsQuery query, Sink sink) throws IOException {
        if (!places.tryAcquire()) {
            throw new BusyException("other searches of the topic are under way");
        }
        try (Consumer<byte[], byte[]> consumer = reading.within()) {
            return search(consumer, query, sink);
        } catch (KafkaException e) {
            throw new NotReadyException("the records' topic can't be read now");
        } finally {
            places.release();
        }
    }

    private List<BackwardReader> readers(Consumer<byte[], byte[]> consumer, EventsQuery query, long giveUp) {
        List<TopicPartition> all = consumer.partitionsFor(reading.topic()).stream()
                .map(info -> new TopicPartition(reading.topic(), info.partition()))
                .toList();
        String arn = query.equal().get(EventField.USER_ARN);
        EventsPosition from = query.from();
        List<TopicPartition> wanted = all.stream()
                .filter(p -> arn == null || p.partition() == Utils.toPositive(Utils.murmur2(utf8(arn))) % all.size())
                .filter(p -> from == null || from.before().containsKey(p.partition()))
                .toList();
        Map<TopicPartition, Long> first = consumer.beginningOffsets(wanted);
        Map<TopicPartition, Long> end = consumer.endOffsets(wanted);
        List<BackwardReader> readers = new ArrayList<>();
        for (TopicPartition partition : wanted) {
            long last = end.getOrDefault(partition, 0L);
            long upTo = from == null ? last : Math.min(last, from.before().getOrDefault(partition.partition(), last));
            readers.add(new BackwardReader(consumer, partition, first.getOrDefault(partition, 0L), upTo, giveUp));
        }
        return readers;
    }

    private Outcome search(Consumer<byte[], byte[]> consumer, EventsQuery query, Sink sink) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(query.maxMillis());
        long giveUp = deadline + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
        return new BackwardSearch(readers(consumer, query, giveUp), query, deadline).run(sink);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
