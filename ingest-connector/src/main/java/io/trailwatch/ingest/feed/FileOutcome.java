package io.trailwatch.ingest.feed;

/** What became of a file when it was fed. */
enum FileOutcome {
    READ,
    /** Its content is on the topic already. */
    KNOWN,
    DAMAGED,
    /** It ends in the middle of something, and may still be being written; what is whole is on the topic. */
    WAITING,
    /** It was listed and is not there any more. */
    VANISHED,
    /** The feed was told to stop. */
    CANCELLED
}
