package io.trailwatch.ingest.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 128 bits of a SHA-256: of a file's source and name, or of its bytes. */
record FileKey(long high, long low) {
    static final int BYTES = 16;

    static FileKey of(byte[] hash) {
        ByteBuffer b = ByteBuffer.wrap(hash);
        return new FileKey(b.getLong(), b.getLong());
    }

    static FileKey ofName(MessageDigest sha256, String source, String name) {
        sha256.reset();
        sha256.update(source.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        return of(sha256.digest(name.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }
}
