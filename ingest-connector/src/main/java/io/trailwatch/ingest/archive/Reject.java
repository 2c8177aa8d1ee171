package io.trailwatch.ingest.archive;

/** Why something that was read is no record. */
public enum Reject {
    BAD_LINE("not JSON"),
    NOT_AN_EVENT("no CloudTrail event"),
    TOO_LARGE("larger than a record can be"),
    TOO_DEEP("nested too deeply");

    private final String text;

    Reject(String text) {
        this.text = text;
    }

    /** For messages and the quarantine topic. */
    public String text() {
        return text;
    }
}
