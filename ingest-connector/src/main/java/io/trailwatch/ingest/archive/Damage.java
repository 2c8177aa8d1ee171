package io.trailwatch.ingest.archive;

/** Why a file could not be read to its end. What was whole before the damage has been handed on. */
public enum Damage {
    CORRUPT_GZIP("corrupt gzip"),
    TRUNCATED_GZIP("truncated gzip"),
    NOT_UTF8("not UTF-8"),
    NOT_JSON("not JSON"),
    TOO_LARGE("decompresses to more than the limit"),
    VANISHED("vanished"),
    UNREADABLE("cannot be read");

    private final String text;

    Damage(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
