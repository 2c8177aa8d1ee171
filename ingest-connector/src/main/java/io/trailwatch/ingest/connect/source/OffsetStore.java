package io.trailwatch.ingest.connect.source;

import java.util.Collection;
import java.util.Map;

/** Source offsets that were committed before. */
public interface OffsetStore {
    /** Offsets of those of {@code partitions} that have one. */
    Map<Map<String, String>, Map<String, Object>> load(Collection<Map<String, String>> partitions);
}
