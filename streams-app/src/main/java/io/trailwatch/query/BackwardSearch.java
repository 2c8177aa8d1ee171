package io.trailwatch.query;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * One search through partitions from their ends backwards. Whatever it may cost, it gets on: one that is asked to go on where
 * it stopped comes to the topic's beginning.
 */
final class BackwardSearch {
    /** How far a record's time may lie after its arrival. */
    private static final long SKEW_MILLIS = TimeUnit.DAYS.toMillis(1);

    private record Head(BackwardReader reader, ConsumerRecord<byte[], byte[]> message) {
        static final Comparator<Head> NEWEST_FIRST = Comparator.<Head>comparingLong(h -> h.message.timestamp())
                .reversed()
                .thenComparingInt(h -> h.reader.partition());
    }

    private final List<BackwardReader> readers;
    private final EventsQuery query;
    private final long deadline;
    private final EventMatcher matcher;
    private final PriorityQueue<Head> heads = new PriorityQueue<>(Head.NEWEST_FIRST);
    private long records;
    /** A partition's next message is not known: it may be the newest. */
    private boolean unknown;

    BackwardSearch(List<BackwardReader> readers, EventsQuery query, long deadline) {
        this.readers = readers;
        this.query = query;
        this.deadline = deadline;
        matcher = new EventMatcher(query);
    }

    Events.Outcome run(Events.Sink sink) throws IOException {
        readers.forEach(this::next);
        for (boolean first = true; ; first = false) {
            Head head = heads.peek();
            if (unknown || (head != null && !first && over())) {
                return outcome(new EventsPosition(before()));
            }
            if (head == null) {
                return outcome(null);
            }
            EventsPosition cut = handOut(head, sink);
            if (cut != null) {
                return outcome(cut);
            }
            heads.remove();
            head.reader.pop();
            next(head.reader);
        }
    }

    /** Hands out what a message holds; gives where to go on when the limit is reached within it, else null. */
    private @Nullable EventsPosition handOut(Head head, Events.Sink sink) throws IOException {
        int partition = head.reader.partition();
        List<byte[]> found = matcher.newestFirst(head.message.value());
        int before = query.from() == null ? 0 : query.from().skip(partition, head.message.offset());
        for (int i = before; i < found.size(); i++) {
            if (records == query.limit()) {
                return new EventsPosition(before(), partition, i);
            }
            sink.record(found.get(i), 0, found.get(i).length);
            records++;
        }
        return null;
    }

    private boolean over() {
        return bytes() >= query.maxBytes() || System.nanoTime() - deadline > 0;
    }

    private long bytes() {
        return readers.stream().mapToLong(BackwardReader::bytes).sum();
    }

    private void next(BackwardReader reader) {
        reader.fill(this::over);
        ConsumerRecord<byte[], byte[]> message = reader.head();
        if (message == null) {
            unknown |= !reader.done();
        } else if (tooOld(message)) {
            reader.end();
        } else {
            heads.add(new Head(reader, message));
        }
    }

    /** A record does not come onto the topic before it happens: where messages are that old, no older one can match. */
    private boolean tooOld(ConsumerRecord<byte[], byte[]> message) {
        return message.timestampType() == TimestampType.LOG_APPEND_TIME
                && query.range().from() != Long.MIN_VALUE
                && message.timestamp() < query.range().from() - SKEW_MILLIS;
    }

    private Map<Integer, Long> before() {
        Map<Integer, Long> before = new TreeMap<>();
        for (BackwardReader reader : readers) {
            if (!reader.done()) {
                before.put(reader.partition(), reader.before());
            }
        }
        return before;
    }

    private Events.Outcome outcome(@Nullable EventsPosition next) {
        return new Events.Outcome(records, bytes(), next);
    }
}
