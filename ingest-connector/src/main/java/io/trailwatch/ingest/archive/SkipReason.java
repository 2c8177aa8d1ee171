package io.trailwatch.ingest.archive;

/** Why something that lies in an archive is not read. */
public enum SkipReason {
    OTHER_TYPE("not .json, .jsonl or .gz of these"),
    DIGEST("CloudTrail digest"),
    INSIGHT("CloudTrail Insights"),
    OUTSIDE_DATES("outside the file dates"),
    SYMBOLIC_LINK("symbolic link"),
    NOT_A_FILE("not a regular file"),
    UNREADABLE_FOLDER("folder that cannot be read");

    private final String text;

    SkipReason(String text) {
        this.text = text;
    }

    /** For the report: what such a file is. */
    public String text() {
        return text;
    }
}
