package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.connect.source.TrailMessage;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

/** A message for Connect, which gives the same instance back when it is committed. Equal only to itself: Connect keeps them in a map. */
final class TrailSourceRecord extends SourceRecord {
    private final TrailMessage message;

    TrailSourceRecord(TrailMessage message, String topic, String objectHeader) {
        super(
                message.partition(),
                message.offset(),
                topic,
                null,
                Schema.OPTIONAL_BYTES_SCHEMA,
                message.key(),
                Schema.BYTES_SCHEMA,
                message.value());
        this.message = message;
        if (!objectHeader.isEmpty()) {
            headers().addString(objectHeader, message.address());
        }
    }

    TrailMessage message() {
        return message;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
