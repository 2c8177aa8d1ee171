package io.trailwatch.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last events of the stream, so that a client that comes back gets what it missed. */
final class SentEvents {
    private static final int KEPT = 2000;

    private record Sent(long number, byte[] text) {}

    private final Deque<Sent> kept = new ArrayDeque<>();
    private String series = "";
    private long number;

    /** Begins a new series: what clients saw of an earlier one is not known any more. */
    synchronized void startOver() {
        series = Long.toString(new SecureRandom().nextLong() >>> 1, 36);
        number = 0;
        kept.clear();
    }

    /** An event that tells of a user. */
    synchronized byte[] user(ObjectNode entry) {
        byte[] text = text("user", entry.toString());
        kept.add(new Sent(number, text));
        if (kept.size() > KEPT) {
            kept.remove();
        }
        return text;
    }

    /** An event that tells clients to load the list anew. */
    synchronized byte[] reset() {
        kept.clear();
        return text("reset", "{}");
    }

    private byte[] text(String event, String data) {
        number++;
        return ("id: " + series + "-" + number + "\nevent: " + event + "\ndata: " + data + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What came after an id, or a reset where that is not known; for a new client only how it stands. */
    synchronized List<byte[]> since(@Nullable String id) {
        List<byte[]> missed = new ArrayList<>();
        if (id == null) {
            missed.add(
                    ("id: " + series + "-" + number + "\nevent: hello\ndata: {}\n\n").getBytes(StandardCharsets.UTF_8));
            return missed;
        }
        long last = number(id);
        long oldest = kept.isEmpty() ? number + 1 : kept.element().number;
        if (last < 0 || last > number || last + 1 < oldest) {
            missed.add(
                    ("id: " + series + "-" + number + "\nevent: reset\ndata: {}\n\n").getBytes(StandardCharsets.UTF_8));
            return missed;
        }
        for (Sent event : kept) {
            if (event.number > last) {
                missed.add(event.text);
            }
        }
        if (missed.isEmpty()) {
            missed.add(": nothing missed\n\n".getBytes(StandardCharsets.UTF_8));
        }
        return missed;
    }

    private long number(String id) {
        String prefix = series + "-";
        boolean known = id.startsWith(prefix) && id.substring(prefix.length()).matches("[0-9]{1,18}");
        return known ? Long.parseLong(id.substring(prefix.length())) : -1;
    }
}
