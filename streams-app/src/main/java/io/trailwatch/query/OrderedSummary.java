package io.trailwatch.query;

import io.trailwatch.summary.EntryOrder;
import io.trailwatch.summary.UserSummary;
import java.util.Comparator;

/**
 * A summary at its place in the output.
 *
 * @param events the user's events when the order was made; by the time of the summary there may be more
 */
record OrderedSummary(long events, UserSummary summary) {
    static final Comparator<OrderedSummary> ORDER = Comparator.comparingLong(OrderedSummary::events)
            .reversed()
            .thenComparing(ordered -> ordered.summary().userArn(), EntryOrder.BYTES);
}
