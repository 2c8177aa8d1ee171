package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.TrailObject;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a part of a source, as Kafka Connect keeps it: a source partition ({@code source}, {@code stream})
 * and its source offset. Which objects are done, in a bounded form, and of an object in progress how many items (records and
 * rejected pieces) are done. Reading is deterministic, so an object goes on behind that many items.
 *
 * <p>For one thread.
 */
abstract class Ledger {
    static final String SOURCE = "source";
    static final String STREAM = "stream";
    static final String DONE = "done";
    static final String OBJECT = "object";
    static final String VERSION = "version";
    static final String ITEMS = "items";
    static final String PARTLY = "partly";

    private static final int PARTLY_BYTES = ObjectId.BYTES + Long.BYTES;
    private static final int MOST_PARTLY = 64;

    final DoneSet done = new DoneSet();
    private final Map<String, String> partition;
    private final Map<ObjectId, Long> partly = new LinkedHashMap<>();
    private @Nullable Map<String, Object> shared;
    private @Nullable TrailObject current;

    Ledger(Map<String, String> partition) {
        this.partition = partition;
    }

    /**
     * Connect looks offsets up by the bytes of the partition's JSON, and itself makes HashMaps of it: the order of the names must
     * be theirs in every JVM.
     */
    static Map<String, String> partition(String source, String stream) {
        Map<String, String> partition = new HashMap<>();
        partition.put(SOURCE, source);
        partition.put(STREAM, stream);
        return Collections.unmodifiableMap(partition);
    }

    final Map<String, String> partition() {
        return partition;
    }

    /** Takes what was stored. */
    void load(Map<String, ?> offset) {
        text(offset, DONE).ifPresent(done::decode);
        text(offset, PARTLY).ifPresent(this::decodePartly);
        String object = text(offset, OBJECT).orElse(null);
        if (object != null) {
            partly.put(ObjectId.of(object, text(offset, VERSION).orElse("")), number(offset, ITEMS));
        }
    }

    /** Adds what a subclass remembers. */
    abstract void store(Map<String, Object> offset);

    /** Begins to read an object; gives how many of its items are done. */
    final long start(TrailObject object) {
        current = object;
        shared = null;
        Long items = partly.remove(ObjectId.of(object.name(), object.version()));
        return items == null ? 0 : items;
    }

    /** The offset when {@code items} of the object that was started are done. */
    final Map<String, Object> at(long items) {
        return new ObjectOffset(shared(), items);
    }

    /** The object that was started is not read to its end, but may be later. */
    final void interrupt(long items) {
        TrailObject object = current;
        current = null;
        shared = null;
        if (object != null && items > 0) {
            partly.put(ObjectId.of(object.name(), object.version()), items);
            if (partly.size() > MOST_PARTLY) {
                partly.remove(partly.keySet().iterator().next());
            }
        }
    }

    /** The object that was started is done. */
    final void finish() {
        current = null;
        shared = null;
    }

    /** The offset as things stand between objects. */
    final Map<String, Object> now() {
        return shared();
    }

    private Map<String, Object> shared() {
        Map<String, Object> offset = shared;
        if (offset == null) {
            offset = new HashMap<>();
            store(offset);
            if (!partly.isEmpty()) {
                offset.put(PARTLY, encodePartly());
            }
            if (current != null) {
                offset.put(OBJECT, current.name());
                offset.put(VERSION, current.version());
            }
            offset = new LedgerOffset(offset, done.size() > 0 ? done.snapshot() : null);
            shared = offset;
        }
        return offset;
    }

    private String encodePartly() {
        ByteBuffer bytes = ByteBuffer.allocate(partly.size() * PARTLY_BYTES);
        partly.forEach((id, items) -> {
            id.write(bytes);
            bytes.putLong(items);
        });
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private void decodePartly(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        if (bytes.remaining() % PARTLY_BYTES != 0) {
            throw new IllegalArgumentException("a list of objects has " + bytes.remaining() + " bytes");
        }
        while (bytes.hasRemaining()) {
            ObjectId id = ObjectId.read(bytes);
            partly.put(id, bytes.getLong());
        }
    }

    static java.util.Optional<String> text(Map<String, ?> offset, String name) {
        Object value = offset.get(name);
        if (value != null && !(value instanceof String)) {
            throw new IllegalArgumentException(name + " must be text");
        }
        return java.util.Optional.ofNullable((String) value);
    }

    static long number(Map<String, ?> offset, String name) {
        Object value = offset.get(name);
        if (value == null) {
            return 0;
        }
        if (!(value instanceof Number n) || n.longValue() < 0) {
            throw new IllegalArgumentException(name + " must be a number from 0");
        }
        return n.longValue();
    }
}
