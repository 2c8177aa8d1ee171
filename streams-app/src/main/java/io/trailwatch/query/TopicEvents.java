package io.trailwatch.query;

import io.trailwatch.ingest.record.EventField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topic from its end backwards, all partitions at once, in the order in which messages came onto it. With a user's
 * ARN only the user's partition is read.
 */
public final class TopicEvents implements Events {
    private static final int AT_ONCE = 2;
    /** After the time that a search may take: the brokers don't answer. */
    private static final int GIVE_UP_SECONDS = 10;

    /** How far a record's time may lie after its arrival. */
    private static final long SKEW_MILLIS = TimeUnit.DAYS.toMillis(1);

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

    private record Head(BackwardReader reader, ConsumerRecord<byte[], byte[]> message) {
        static final Comparator<Head> NEWEST_FIRST = Comparator.<Head>comparingLong(h -> h.message.timestamp())
                .reversed()
                .thenComparingInt(h -> h.reader.partition());
    }

    private static Outcome search(List<BackwardReader> readers, EventsQuery query, long deadline, Sink sink)
            throws IOException {
        PriorityQueue<Head> heads = new PriorityQueue<>(Head.NEWEST_FIRST);
        for (BackwardReader reader : readers) {
            add(reader, query, heads);
        }
        EventMatcher matcher = new EventMatcher(query);
        int skip = query.from() == null ? 0 : query.from().skip();
        long records = 0;
        boolean first = true;
        while (!heads.isEmpty()) {
            long bytes = readers.stream().mapToLong(BackwardReader::bytes).sum();
            if (!first && (bytes >= query.maxBytes() || System.nanoTime() - deadline > 0)) {
                return new Outcome(records, bytes, position(heads, null, 0));
            }
            Head head = heads.remove();
            List<byte[]> found = matcher.newestFirst(head.message.value());
            int from = first ? Math.min(skip, found.size()) : 0;
            first = false;
            for (int i = from; i < found.size(); i++) {
                if (records == query.limit()) {
                    return new Outcome(records, bytes, position(heads, head, i));
                }
                sink.record(found.get(i), 0, found.get(i).length);
                records++;
            }
            head.reader.pop();
            add(head.reader, query, heads);
        }
        return new Outcome(
                records, readers.stream().mapToLong(BackwardReader::bytes).sum(), null);
    }

    private Outcome search(Consumer<byte[], byte[]> consumer, EventsQuery query, Sink sink) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(query.maxMillis());
        long giveUp = deadline + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
        return search(readers(consumer, query, giveUp), query, deadline, sink);
    }

    private static void add(BackwardReader reader, EventsQuery query, PriorityQueue<Head> heads) {
        ConsumerRecord<byte[], byte[]> message = reader.head();
        if (message != null && !tooOld(message, query)) {
            heads.add(new Head(reader, message));
        }
    }

    /** A record does not come onto the topic before it happens: where messages are that old, no older one can match. */
    private static boolean tooOld(ConsumerRecord<byte[], byte[]> message, EventsQuery query) {
        return message.timestampType() == TimestampType.LOG_APPEND_TIME
                && query.range().from() != Long.MIN_VALUE
                && message.timestamp() < query.range().from() - SKEW_MILLIS;
    }

    private static EventsPosition position(PriorityQueue<Head> heads, @Nullable Head current, int skip) {
        Map<Integer, Long> before = new TreeMap<>();
        for (Head head : heads) {
            before.put(head.reader.partition(), head.message.offset() + 1);
        }
        if (current != null) {
            before.put(current.reader.partition(), current.message.offset() + 1);
        }
        return new EventsPosition(before, skip);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
