package io.trailwatch.topology;

/** The names of the stores; their changelog topics carry them. */
public final class StoreNames {
    /** Rows and headers of users. */
    public static final String SUMMARY = "summary";
    /** Event ids of users that have been counted, with {@code --dedup}. */
    public static final String EVENT_IDS = "event-ids";

    private StoreNames() {}
}
