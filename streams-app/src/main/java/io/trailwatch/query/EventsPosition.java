package io.trailwatch.query;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a search of the topic from its end backwards stopped.
 *
 * @param before the offset before which to go on, by partition; a partition that is missing was read to its beginning
 * @param skip records of the newest message left that match and were handed out already
 */
public record EventsPosition(Map<Integer, Long> before, int skip) {
    public EventsPosition {
        before = Map.copyOf(before);
    }

    /** The text that a client hands back. */
    public String cursor() {
        StringBuilder text = new StringBuilder().append(skip).append('.');
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
        if (!text.matches("[0-9]{1,7}\\.([0-9]{1,6}-[0-9]{1,18}\\.)*")) {
            throw new IllegalArgumentException("no cursor");
        }
        String[] parts = text.split("\\.");
        Map<Integer, Long> before = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int dash = parts[i].indexOf('-');
            before.put(Integer.parseInt(parts[i].substring(0, dash)), Long.parseLong(parts[i].substring(dash + 1)));
        }
        return new EventsPosition(before, Integer.parseInt(parts[0]));
    }
}
