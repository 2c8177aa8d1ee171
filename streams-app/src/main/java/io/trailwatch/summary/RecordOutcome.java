package io.trailwatch.summary;

/** What became of one record of the topic; each record has exactly one. The number is what is stored: never change one, only add. */
public enum RecordOutcome {
    /** In its user's summary. */
    SUMMARISED(0, "summarised"),
    /** In its user's summary with a temporary ({@code ASIA…}) key: shown only when asked for. */
    TEMPORARY_KEY(1, "temporary key"),
    /** Has no {@code userIdentity.arn}, or an empty one. */
    UNATTRIBUTED(2, "without a user ARN"),
    /** Outside the time range that was asked for, or without a readable time while one was. */
    OUTSIDE_RANGE(3, "outside the time range"),
    /** An Insight or an aggregated event: no API call. */
    SKIPPED(4, "Insight or aggregated event"),
    /** No readable JSON object; written to the quarantine topic. */
    UNREADABLE(5, "unreadable"),
    /** Older than the retention. */
    EXPIRED(6, "older than the retention"),
    /** The user's event with this {@code eventID} has been counted before. */
    DUPLICATE(7, "duplicate");

    private final int code;
    private final String text;

    RecordOutcome(int code, String text) {
        this.code = code;
        this.text = text;
    }

    public int code() {
        return code;
    }

    /** For messages. */
    public String text() {
        return text;
    }
}
