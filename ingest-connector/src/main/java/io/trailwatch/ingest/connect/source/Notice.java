package io.trailwatch.ingest.connect.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a message in a queue says. */
sealed interface Notice {
    /** Objects have come to be in a bucket. */
    record Objects(List<Item> items) implements Notice {}

    /** A test, a validation, or a confirmation: nothing to read. */
    record Test() implements Notice {}

    /** Something else has happened than that an object was created. */
    record OtherEvent() implements Notice {}

    /** It can't be understood. */
    record Unknown(String reason) implements Notice {}

    /**
     * An object.
     *
     * @param key as the bucket has it
     * @param otherKey what the key is where the sender has not encoded it, or null where that is the same
     * @param etag without quotes, empty where it is not told
     * @param size -1 where it is not told
     */
    record Item(String bucket, String key, @Nullable String otherKey, String etag, long size) {}
}
