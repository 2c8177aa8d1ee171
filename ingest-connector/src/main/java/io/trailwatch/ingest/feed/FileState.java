package io.trailwatch.ingest.feed;

/** How far a file has been read. The number is what is stored: never change one, only add. */
enum FileState {
    /** Some of its items are on the topic; the rest may follow. */
    PARTIAL(0),
    /** Everything in it is on the topic. */
    WHOLE(1),
    /** It is damaged; everything before the damage is on the topic. */
    DAMAGED(2);

    private final int code;

    FileState(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static FileState of(int code) {
        return code == 1 ? WHOLE : code == 2 ? DAMAGED : PARTIAL;
    }
}
