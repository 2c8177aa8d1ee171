package io.trailwatch.summary;

import java.util.List;

/** One user's summary, entries in the order in which they are shown (the format's order; see {@link EntryOrder}). */
public record UserSummary(
        String userArn,
        long events,
        String first,
        String last,
        List<ApiEntry> abusedSuccess,
        List<ApiEntry> abusedFailed,
        List<ApiEntry> otherSuccess,
        List<ApiEntry> otherFailed,
        List<ValueEntry> regions,
        List<ValueEntry> sourceIps,
        String userType,
        List<ValueEntry> accessKeys,
        List<ValueEntry> userAgents) {}
