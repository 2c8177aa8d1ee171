package io.trailwatch.ingest.feed;

/** The names of the topics. */
public final class Topics {
    /** CloudTrail records: key = user ARN (null where there is none), value = one record or {@code {"Records":[…]}} of one ARN. */
    public static final String RECORDS = "cloudtrail.records";
    /** What could not be read, with where it came from and why. */
    public static final String QUARANTINE = "cloudtrail.quarantine";
    /** Which files have been read how far; compacted. */
    public static final String PROGRESS = "cloudtrail.feed";

    private Topics() {}
}
