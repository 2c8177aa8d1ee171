package io.trailwatch.ingest.connect.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** One version of one object: 96 bits of the SHA-256 of its name and version. */
record ObjectId(long high, int low) {
    static final int BYTES = 12;

    static ObjectId of(String name, String version) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(name.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            return read(ByteBuffer.wrap(sha256.digest(version.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static ObjectId read(ByteBuffer from) {
        return new ObjectId(from.getLong(), from.getInt());
    }

    void write(ByteBuffer to) {
        to.putLong(high).putInt(low);
    }
}
