package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.TrailObject;
import java.util.Map;

/** What is remembered of a part of the objects that a queue told of: those that were done last. */
final class QueueLedger extends Ledger {
    /** For how many objects of each part a second notice is known to be one. */
    static final int MOST_DONE = 1024;
    /** Parts: so that an offset stays small however many objects are remembered. */
    private static final int PARTS = 128;

    QueueLedger(Map<String, String> partition) {
        super(partition);
    }

    /** The part of an object: a bucket has its own ones. */
    static String part(String bucket, String key) {
        return bucket + '/' + (ObjectId.of(bucket, key).low() & (PARTS - 1));
    }

    @Override
    void store(Map<String, Object> offset) {
        // What all ledgers have is enough.
    }

    boolean isDone(TrailObject object) {
        return done.contains(ObjectId.of(object.name(), object.version()));
    }

    void done(TrailObject object, long now) {
        done.add(ObjectId.of(object.name(), object.version()), now);
        done.trim(MOST_DONE);
        finish();
    }
}
