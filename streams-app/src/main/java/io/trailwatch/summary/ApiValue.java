package io.trailwatch.summary;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An API call as a row's value: four bytes with the length of the name's UTF-8 (big endian), the name, the source. No two
 * different pairs share one encoding, whatever bytes they hold.
 */
public record ApiValue(String eventName, String eventSource) {
    public byte[] encode() {
        byte[] name = eventName.getBytes(StandardCharsets.UTF_8);
        byte[] source = eventSource.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + name.length + source.length)
                .putInt(name.length)
                .put(name)
                .put(source)
                .array();
    }

    public static ApiValue decode(byte[] value) {
        int name = ByteBuffer.wrap(value).getInt();
        return new ApiValue(
                new String(value, 4, name, StandardCharsets.UTF_8),
                new String(value, 4 + name, value.length - 4 - name, StandardCharsets.UTF_8));
    }

    /** {@code eventName (eventSource)}. */
    public String shown() {
        return eventName + " (" + eventSource + ")";
    }
}
