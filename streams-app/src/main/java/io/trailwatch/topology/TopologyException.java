package io.trailwatch.topology;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.jspecify.annotations.Nullable;

/** Processing has failed; the message is one line for the user. */
public final class TopologyException extends RuntimeException {
    private static final int LONGEST = 500;

    public TopologyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static TopologyException of(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root && isWrapper(root)) {
            root = root.getCause();
        }
        if (root instanceof TopologyException already) {
            return already;
        }
        if (root instanceof MissingSourceTopicException) {
            return new TopologyException(
                    "a source topic is missing on the Kafka cluster: create it, or check the topic's name", root);
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        String line = message.lines().findFirst().orElse(message).strip();
        return new TopologyException(
                "processing failed: " + (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line), root);
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof KafkaException || thrown instanceof ExecutionException;
    }
}
