package io.trailwatch.query;

import io.trailwatch.summary.EntryOrder;
import java.util.Comparator;
import java.util.Locale;

/** How a list of users is sorted: the largest first, then by ARN. */
public enum UserOrder {
    EVENTS(Comparator.comparingLong(UserEntry::events)),
    LAST_SEEN(Comparator.comparing(UserEntry::last, EntryOrder.BYTES)),
    FAILED(Comparator.comparingLong(UserEntry::failed)),
    ABUSED(Comparator.comparingLong(UserEntry::abused));

    private final Comparator<UserEntry> comparator;

    UserOrder(Comparator<UserEntry> by) {
        this.comparator = by.reversed().thenComparing(UserEntry::userArn, EntryOrder.BYTES);
    }

    public Comparator<UserEntry> comparator() {
        return comparator;
    }

    /** As it stands in a request. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** An entry that stands where a page ended, with only what the order looks at. */
    UserEntry mark(String key, String arn) {
        long number = this == LAST_SEEN ? 0 : Long.parseLong(key);
        return new UserEntry(arn, number, number, number, "", this == LAST_SEEN ? key : "", "");
    }

    String key(UserEntry entry) {
        return switch (this) {
            case EVENTS -> Long.toString(entry.events());
            case LAST_SEEN -> entry.last();
            case FAILED -> Long.toString(entry.failed());
            case ABUSED -> Long.toString(entry.abused());
        };
    }
}
