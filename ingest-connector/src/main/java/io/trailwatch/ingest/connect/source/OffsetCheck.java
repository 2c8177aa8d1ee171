package io.trailwatch.ingest.connect.source;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether somebody's source offsets are such as the sources write. */
public final class OffsetCheck {
    private static final Set<String> KNOWN = Set.of(
            Ledger.DONE,
            Ledger.PARTLY,
            Ledger.OBJECT,
            Ledger.VERSION,
            Ledger.ITEMS,
            ListingLedger.SINCE,
            ListingLedger.BOUND,
            ListingLedger.START,
            ListingLedger.CURSOR,
            ListingLedger.LEFT);

    private OffsetCheck() {}

    /**
     * @param offset null to forget all about the partition
     * @throws IllegalArgumentException with what is wrong
     */
    public static void check(@Nullable Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        if (partition == null
                || !partition.keySet().equals(Set.of(Ledger.SOURCE, Ledger.STREAM))
                || !partition.values().stream().allMatch(String.class::isInstance)) {
            throw new IllegalArgumentException("a partition has \"source\" and \"stream\", both text");
        }
        if (offset == null) {
            return;
        }
        for (String field : offset.keySet()) {
            if (!KNOWN.contains(field)) {
                throw new IllegalArgumentException("unknown field " + Names.printable(field));
            }
        }
        new ListingLedger(Map.of()).load(offset);
    }
}
