package io.trailwatch.ingest.feed;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one file.
 *
 * @param source a hash of the archive that it lies in
 * @param version a hash of the version under which it was last read
 * @param size bytes read of it, as stored
 * @param content the hash of these bytes
 * @param items records and rejected items of it that are on the topics, the first ones of the file
 * @param rejects of them, the rejected ones
 */
record FileEntry(FileState state, int source, long version, long size, FileKey content, long items, long rejects) {
    private static final byte FORMAT = 1;
    private static final int BYTES = 2 + Integer.BYTES + 6 * Long.BYTES;

    /** The message's value: format, state, source, version, size, content, items, rejects; numbers are big endian. */
    byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(FORMAT)
                .put((byte) state.code())
                .putInt(source)
                .putLong(version)
                .putLong(size)
                .putLong(content.high())
                .putLong(content.low())
                .putLong(items)
                .putLong(rejects)
                .array();
    }

    /** Null for what this version can't read. */
    static @Nullable FileEntry decode(byte[] value) {
        if (value.length != BYTES || value[0] != FORMAT) {
            return null;
        }
        ByteBuffer b = ByteBuffer.wrap(value, 1, BYTES - 1);
        FileState state = FileState.of(b.get());
        return new FileEntry(
                state,
                b.getInt(),
                b.getLong(),
                b.getLong(),
                new FileKey(b.getLong(), b.getLong()),
                b.getLong(),
                b.getLong());
    }

    /** A version as a number (FNV-1a of its characters). */
    static long versionOf(String text) {
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001b3L;
        }
        return h;
    }

    static int sourceOf(String source) {
        long h = versionOf(source);
        return (int) (h ^ h >>> 32);
    }

    FileEntry withVersion(long newVersion) {
        return new FileEntry(state, source, newVersion, size, content, items, rejects);
    }

    FileEntry withState(FileState newState) {
        return new FileEntry(newState, source, version, size, content, items, rejects);
    }
}
