package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.feed.RejectedItem;
import org.jspecify.annotations.Nullable;

/**
 * Something that a source hands out to be read: an object, or something that is none and goes to the quarantine topic. It is
 * known when all its messages are in Kafka.
 */
public final class Claim {
    private final @Nullable TrailObject object;
    private final @Nullable RejectedItem item;
    private final String address;
    private final Ledger ledger;
    private final long time;
    private int underWay;
    private boolean ended;
    private boolean told;

    private Claim(@Nullable TrailObject object, @Nullable RejectedItem item, String address, Ledger ledger, long time) {
        this.object = object;
        this.item = item;
        this.address = address;
        this.ledger = ledger;
        this.time = time;
    }

    /** @param time when the object came to be there, by the storage's clock, in milliseconds */
    static Claim of(TrailObject object, String address, Ledger ledger, long time) {
        return new Claim(object, null, address, ledger, time);
    }

    static Claim of(RejectedItem item, Ledger ledger, long time) {
        return new Claim(null, item, item.file(), ledger, time);
    }

    @Nullable
    RejectedItem item() {
        return item;
    }

    TrailObject object() {
        if (object == null) {
            throw new IllegalStateException("not an object: " + address);
        }
        return object;
    }

    /** Where it lies, for the header of messages. */
    String address() {
        return address;
    }

    Ledger ledger() {
        return ledger;
    }

    long time() {
        return time;
    }

    /** One message more is on its way. */
    synchronized void sent() {
        underWay++;
    }

    /** One message is in Kafka; true when with it all of the claim is. */
    synchronized boolean arrived() {
        underWay--;
        return whole();
    }

    /** There are no more messages; true when all are in Kafka already. */
    synchronized boolean end() {
        ended = true;
        return whole();
    }

    private boolean whole() {
        if (ended && underWay == 0 && !told) {
            told = true;
            return true;
        }
        return false;
    }
}
