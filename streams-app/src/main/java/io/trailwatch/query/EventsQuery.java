package io.trailwatch.query;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.summary.TimeRange;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which records are looked for.
 *
 * @param equal fields and the text that each must have
 * @param range of the records' own time
 * @param from where an earlier search stopped, or null for the topic's end
 * @param limit records at most
 * @param maxBytes bytes of messages that are read at most
 * @param maxMillis for how long at most
 */
public record EventsQuery(
        Map<EventField, String> equal,
        TimeRange range,
        @Nullable EventsPosition from,
        int limit,
        long maxBytes,
        long maxMillis) {
    public EventsQuery {
        equal = Map.copyOf(equal);
    }
}
