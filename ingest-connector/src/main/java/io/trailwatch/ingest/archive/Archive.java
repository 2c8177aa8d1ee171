package io.trailwatch.ingest.archive;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/** Where logs lie. */
public interface Archive {
    /**
     * The objects that may hold records ({@code .json}, {@code .jsonl} and {@code .gz} of either), in the order of their
     * names, listed as they are asked for: 310,000 files must not lie in memory as objects larger than their names. The
     * caller closes the stream.
     */
    Stream<TrailObject> objects() throws IOException;

    /** What the last listing has passed over so far, by reason; final when its stream has ended. */
    default Map<SkipReason, Long> skipped() {
        return Map.of();
    }

    /** Where this is, for messages. */
    String location();
}
