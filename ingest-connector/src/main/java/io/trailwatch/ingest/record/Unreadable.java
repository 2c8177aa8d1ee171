package io.trailwatch.ingest.record;

/** Why something in a topic's value is no record. */
public enum Unreadable {
    NOT_JSON("not JSON"),
    NOT_UTF8("not UTF-8"),
    NOT_AN_EVENT("no CloudTrail event"),
    TOO_DEEP("nested too deeply");

    private final String text;

    Unreadable(String text) {
        this.text = text;
    }

    /** For messages and the quarantine topic. */
    public String text() {
        return text;
    }
}
