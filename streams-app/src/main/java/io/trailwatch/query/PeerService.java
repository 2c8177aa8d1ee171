package io.trailwatch.query;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers other instances' questions from this process's partitions, and from nothing else. */
public final class PeerService {
    /** Where instances ask each other; the kind of question follows. */
    public static final String PATH = Wire.PATH;
    /** The header that marks such a question. */
    public static final String HOP_HEADER = Wire.HOP_HEADER;

    private final LocalParts parts;

    PeerService(LocalParts parts) {
        this.parts = parts;
    }

    /** Writes an answer. */
    @FunctionalInterface
    public interface Reply {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Makes the answer to a question; nothing is written before it is there.
     *
     * @return null for a kind of question that there is not
     * @throws IllegalArgumentException when the question can't be read
     */
    public @Nullable Reply answer(String kind, byte[] body) {
        try {
            Wire.Asked asked = Wire.JSON.readValue(body, Wire.Asked.class);
            if (asked == null) {
                throw new IllegalArgumentException("no question");
            }
            Map<Integer, HeldRows> open = parts.open(Set.copyOf(asked.partitions()), asked.stale());
            if (kind.equals(Questions.AllSummaries.KIND)) {
                Questions.AllSummaries question = Wire.JSON.treeToValue(asked.question(), Questions.AllSummaries.class);
                Part<Peers.Summaries> part = parts.summaries(question, open);
                return out -> writeAll(part, out);
            }
            Class<? extends Question<?>> type = Questions.KINDS.get(kind);
            if (type == null) {
                return null;
            }
            Question<?> question = Wire.JSON.treeToValue(asked.question(), type);
            Part<?> part = parts.answer(question, open);
            Iterator<?> value = part == null ? null : Set.of(part.value()).iterator();
            return out -> write(part, value, out);
        } catch (IOException e) {
            throw new IllegalArgumentException("no question of an instance", e);
        }
    }

    private static void writeAll(@Nullable Part<Peers.Summaries> part, OutputStream out) throws IOException {
        if (part == null) {
            write(null, null, out);
            return;
        }
        try (Peers.Summaries summaries = part.value()) {
            write(part, summaries, out);
        }
    }

    private static void write(@Nullable Part<?> part, @Nullable Iterator<?> values, OutputStream to)
            throws IOException {
        OutputStream out = new BufferedOutputStream(to, 32 << 10);
        line(part == null ? new Wire.Head(Set.of(), Map.of()) : new Wire.Head(part.served(), part.stale()), out);
        while (values != null && values.hasNext()) {
            line(values.next(), out);
        }
        out.write(Wire.END.getBytes(StandardCharsets.US_ASCII));
        out.write('\n');
        out.flush();
    }

    private static void line(Object value, OutputStream out) throws IOException {
        out.write(Wire.JSON.writeValueAsBytes(value));
        out.write('\n');
    }
}
