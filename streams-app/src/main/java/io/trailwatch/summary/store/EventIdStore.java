package io.trailwatch.summary.store;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * Which events of a user have been counted, remembered for a while from when they reached the topic (not from their own
 * time, which an attacker chooses).
 */
public final class EventIdStore extends WindowBacked {
    private static final int LONGEST_ID = 128;
    private static final byte[] SEEN = {1};

    private final long rememberedMillis;

    EventIdStore(WindowStore<Bytes, byte[]> inner, Duration remembered) {
        super(inner);
        rememberedMillis = remembered.toMillis();
    }

    /**
     * Whether the record's event has been counted; if not, it is from now on. A record without an id never has.
     *
     * @param arrived when it reached the topic, epoch milliseconds
     */
    public boolean seen(ParsedRecord record, long arrived) {
        if (!record.isString(EventField.EVENT_ID) || record.length(EventField.EVENT_ID) == 0) {
            return false;
        }
        Bytes key = key(record);
        try (WindowStoreIterator<byte[]> before = inner.fetch(key, Math.max(0, arrived - rememberedMillis), arrived)) {
            if (before.hasNext()) {
                return true;
            }
        }
        inner.put(key, SEEN, arrived);
        return false;
    }

    /** The ARN's length stands in front, so that no two (ARN, id) share a key; a long id stands as its hash. */
    private static Bytes key(ParsedRecord record) {
        int arn = record.length(EventField.USER_ARN);
        int id = record.length(EventField.EVENT_ID);
        ByteBuffer key = ByteBuffer.allocate(4 + arn + 1 + Math.min(id, LONGEST_ID))
                .putInt(arn)
                .put(record.array(EventField.USER_ARN), record.offset(EventField.USER_ARN), arn);
        if (id <= LONGEST_ID) {
            key.put((byte) 0).put(record.array(EventField.EVENT_ID), record.offset(EventField.EVENT_ID), id);
        } else {
            MessageDigest digest = sha256();
            digest.update(record.array(EventField.EVENT_ID), record.offset(EventField.EVENT_ID), id);
            key.put((byte) 1).put(digest.digest());
        }
        byte[] bytes = new byte[key.position()];
        key.flip().get(bytes);
        return Bytes.wrap(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
