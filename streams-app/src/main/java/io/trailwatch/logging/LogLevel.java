package io.trailwatch.logging;

/** How much is logged. */
public enum LogLevel {
    /** Of Trailwatch warnings, of Kafka nothing: its errors come back as one line of ours. */
    QUIET,
    /** Of Trailwatch what it does as well, of Kafka errors. */
    NORMAL,
    /** Everything of Trailwatch, of Kafka what it does, and where an exception came from. */
    DEBUG
}
