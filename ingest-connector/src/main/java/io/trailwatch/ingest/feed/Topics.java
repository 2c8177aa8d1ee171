package io.trailwatch.ingest.feed;

/**
 * The names of the topics.
 *
 * @param records CloudTrail records: key = user ARN (null where there is none), value = one record or {@code {"Records":[…]}}
 *     of one ARN
 * @param quarantine what could not be read, with where it came from and why
 * @param progress which files have been read how far; compacted
 */
public record Topics(String records, String quarantine, String progress) {
    /** CloudTrail records. */
    public static final String RECORDS = "cloudtrail.records";
    /** What could not be read. */
    public static final String QUARANTINE = "cloudtrail.quarantine";
    /** Which files have been read how far. */
    public static final String PROGRESS = "cloudtrail.feed";

    public static final Topics STANDARD = new Topics(RECORDS, QUARANTINE, PROGRESS);

    /** Topics apart from the standard ones, for a replay on a shared cluster. */
    public static Topics of(String records) {
        return new Topics(records, records + ".quarantine", records + ".feed");
    }
}
