package io.trailwatch.summary.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the window store: kind, length of the ARN (4 bytes, big endian), ARN, flags, field code, value. The length stands
 * in front of the ARN, and the value is all that is left, so no two different (ARN, field, value) share a key, whatever bytes
 * they hold; a user's rows of one kind are one key range.
 */
final class RowKey {
    static final byte HEADER = 1;
    static final byte VALUE = 2;
    /** Records of a user that came too late to be kept. */
    static final byte EXPIRED = 3;
    /** What became of the partition's records; no ARN. */
    static final byte COUNTS = 4;

    private static final byte[] EMPTY = new byte[0];
    private static final int BEFORE_ARN = 5;

    private RowKey() {}

    static Bytes counts() {
        return Bytes.wrap(new byte[] {COUNTS});
    }

    static byte[] header(byte[] arn, int flags) {
        return row(HEADER, arn, flags, 0, EMPTY, 0, 0);
    }

    static byte[] expired(byte[] arn) {
        return row(EXPIRED, arn, 0, 0, EMPTY, 0, 0);
    }

    static byte[] row(byte kind, byte[] arn, int flags, int code, byte[] value, int offset, int length) {
        return row(kind, arn, 0, arn.length, flags, code, value, offset, length);
    }

    static byte[] row(
            byte kind,
            byte[] arn,
            int arnAt,
            int arnLength,
            int flags,
            int code,
            byte[] value,
            int offset,
            int length) {
        byte[] key = new byte[BEFORE_ARN + arnLength + 2 + length];
        ByteBuffer.wrap(key).put(kind).putInt(arnLength);
        System.arraycopy(arn, arnAt, key, BEFORE_ARN, arnLength);
        key[BEFORE_ARN + arnLength] = (byte) flags;
        key[BEFORE_ARN + arnLength + 1] = (byte) code;
        System.arraycopy(value, offset, key, BEFORE_ARN + arnLength + 2, length);
        return key;
    }

    /** The smallest key of a kind and user. */
    static Bytes from(byte kind, byte[] arn) {
        return Bytes.wrap(ByteBuffer.allocate(BEFORE_ARN + arn.length)
                .put(kind)
                .putInt(arn.length)
                .put(arn)
                .array());
    }

    /** Greater than any key of a kind and user: no flags are 0xFF. */
    static Bytes to(byte kind, byte[] arn) {
        return Bytes.wrap(ByteBuffer.allocate(BEFORE_ARN + arn.length + 1)
                .put(kind)
                .putInt(arn.length)
                .put(arn)
                .put((byte) 0xFF)
                .array());
    }

    static Bytes from(byte kind) {
        return Bytes.wrap(new byte[] {kind});
    }

    /** Greater than any key of a kind: no length begins with 0xFF. */
    static Bytes to(byte kind) {
        return Bytes.wrap(new byte[] {kind, (byte) 0xFF});
    }

    private static int arnLength(byte[] key) {
        return ByteBuffer.wrap(key, 1, 4).getInt();
    }

    /** Whether two keys of one kind belong to one user. */
    static boolean sameUser(byte[] a, byte[] b) {
        int end = BEFORE_ARN + arnLength(a);
        return b.length >= end && Arrays.equals(a, 0, end, b, 0, end);
    }

    static byte[] arn(byte[] key) {
        return Arrays.copyOfRange(key, BEFORE_ARN, BEFORE_ARN + arnLength(key));
    }

    static int flags(byte[] key) {
        return key[BEFORE_ARN + arnLength(key)];
    }

    static int code(byte[] key) {
        return key[BEFORE_ARN + arnLength(key) + 1];
    }

    static byte[] value(byte[] key) {
        return Arrays.copyOfRange(key, BEFORE_ARN + arnLength(key) + 2, key.length);
    }
}
