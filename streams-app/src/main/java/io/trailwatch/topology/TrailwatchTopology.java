package io.trailwatch.topology;

import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.summary.store.StoreBuilders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/**
 * The way of a record, the same for a replay, the monitor and a cluster.
 *
 * <pre>
 * cloudtrail.records ─▶ summarise ─▶ quarantine ─▶ cloudtrail.quarantine
 *                        │      │
 *                        ▼      ▼
 *                    summary  event-ids (with dedup)
 * </pre>
 */
public final class TrailwatchTopology {
    static final String RECORDS = "records";
    static final String SUMMARISE = "summarise";
    static final String QUARANTINE = "quarantine";

    private TrailwatchTopology() {}

    /** @param progress told of every message that has been taken */
    public static Topology build(TopologySettings settings, Progress progress) {
        return build(settings, progress, Topics.STANDARD);
    }

    /** The same over topics with other names. */
    public static Topology build(TopologySettings settings, Progress progress, Topics topics) {
        Topology topology = new Topology();
        topology.addSource(RECORDS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.records());
        topology.addProcessor(SUMMARISE, () -> new SummaryProcessor(settings, progress), RECORDS);
        topology.addStateStore(StoreBuilders.summary(settings.store(), progress::unfinished), SUMMARISE);
        if (settings.dedup() != null) {
            topology.addStateStore(
                    StoreBuilders.eventIds(
                            StoreNames.EVENT_IDS,
                            settings.dedup(),
                            settings.store().changelog()),
                    SUMMARISE);
        }
        topology.addSink(
                QUARANTINE, topics.quarantine(), new ByteArraySerializer(), new ByteArraySerializer(), SUMMARISE);
        return topology;
    }
}
