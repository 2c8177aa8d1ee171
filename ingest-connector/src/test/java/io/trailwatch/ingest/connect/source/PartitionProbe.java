package io.trailwatch.ingest.connect.source;

import java.util.Map;

/** Shows tests of other packages what is written. */
public final class PartitionProbe {
    private PartitionProbe() {}

    public static Map<String, String> partition(String source, String stream) {
        return Ledger.partition(source, stream);
    }
}
