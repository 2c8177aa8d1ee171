package io.trailwatch.summary;

/**
 * The {@code userIdentity.type} at a user's newest event. Newer is the larger time; of equal times, the later in the log.
 *
 * @param offset the message's offset on its partition
 * @param index the record's place in the message's batch
 */
public record UserTypeSeen(EventTime time, long offset, int index, String type) {
    public static UserTypeSeen newer(UserTypeSeen a, UserTypeSeen b) {
        int order = a.time.compareTo(b.time);
        if (order == 0) {
            order = Long.compare(a.offset, b.offset);
        }
        if (order == 0) {
            order = Integer.compare(a.index, b.index);
        }
        return order >= 0 ? a : b;
    }
}
