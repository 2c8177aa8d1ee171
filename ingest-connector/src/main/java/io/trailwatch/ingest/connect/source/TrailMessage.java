package io.trailwatch.ingest.connect.source;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a topic, with the offset that holds when it is committed.
 *
 * @param quarantine whether it goes to the quarantine topic
 * @param key the ARN's UTF-8 bytes, or null
 * @param endsObject whether the object is done with it
 */
public record TrailMessage(
        boolean quarantine,
        byte @Nullable [] key,
        byte[] value,
        Claim claim,
        Map<String, Object> offset,
        boolean endsObject) {
    public Map<String, String> partition() {
        return claim.ledger().partition();
    }

    /** To be remembered until it is committed, without the bytes. */
    public TrailMessage withoutValue() {
        return new TrailMessage(quarantine, null, new byte[0], claim, Map.of(), endsObject);
    }

    /** The object it came from. */
    public String address() {
        return claim.address();
    }
}
