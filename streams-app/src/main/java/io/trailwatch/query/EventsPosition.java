package io.trailwatch.query;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a search of the topic from its end backwards stopped.
 *
 * @param before the offset before which to go on, by partition; a partition that is missing was read to its beginning
 * @param of the partition whose newest message left was handed out in part, where there is one
 * @param skip records of that message that match and were handed out already
 */
public record EventsPosition(Map<Integer, Long> before, int of, int skip) {
    public EventsPosition {
        before = Map.copyOf(before);
    }

    /** Where all messages were handed out whole. */
    public EventsPosition(Map<Integer, Long> before) {
        this(before, 0, 0);
    }

    /** How many records of a message were handed out already; none of a message that came in another one's place. */
    int skip(int partition, long offset) {
        return partition == of && offset + 1 == before.getOrDefault(partition, 0L) ? skip : 0;
    }

    /** The text that a client hands back. */
    public String cursor() {
        StringBuilder text =
                new StringBuilder().append(of).append('-').append(skip).append('.');
        new TreeMap<>(before)
                .forEach((partition, offset) ->
                        text.append(partition).append('-').append(offset).append('.'));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads what {@link #cursor()} wrote.
     *
     * @throws IllegalArgumentException when it is no such text
     */
    public static EventsPosition of(String cursor) {
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
        if (!text.matches("[0-9]{1,6}-[0-9]{1,7}\\.([0-9]{1,6}-[0-9]{1,18}\\.)*")) {
            throw new IllegalArgumentException("no cursor");
        }
        String[] parts = text.split("\\.");
        Map<Integer, Long> before = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int dash = parts[i].indexOf('-');
            before.put(Integer.parseInt(parts[i].substring(0, dash)), Long.parseLong(parts[i].substring(dash + 1)));
        }
        String[] handedOut = parts[0].split("-");
        return new EventsPosition(before, Integer.parseInt(handedOut[0]), Integer.parseInt(handedOut[1]));
    }
}
