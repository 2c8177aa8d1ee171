package io.trailwatch.ingest.archive;

import java.io.IOException;
import java.util.stream.Stream;

/** Where logs lie. */
public interface Archive {
    /**
     * The objects that may hold records ({@code .json}, {@code .jsonl} and {@code .gz} of either), in the order of their
     * names, listed as they are asked for: 310,000 files must not lie in memory as objects larger than their names. The
     * caller closes the stream.
     */
    Stream<TrailObject> objects() throws IOException;

    /** Where this is, for messages. */
    String location();
}
