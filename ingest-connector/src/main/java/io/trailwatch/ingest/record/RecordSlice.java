package io.trailwatch.ingest.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One CloudTrail record as it lies in a reader's buffer, with what routing needs of it. A reader reuses one instance: it and
 * the arrays behind it are valid only until the sink returns. Offsets and lengths are in bytes.
 */
public final class RecordSlice {
    private static final byte[] NONE = new byte[0];

    private byte[] array = NONE;
    private int offset;
    private int length;
    private byte[] arnArray = NONE;
    private int arnOffset;
    private int arnLength;

    /** Points this slice at a record. An {@code arnLength} of 0 means that the record has no user ARN. */
    public RecordSlice set(byte[] array, int offset, int length, byte[] arnArray, int arnOffset, int arnLength) {
        this.array = array;
        this.offset = offset;
        this.length = length;
        this.arnArray = arnArray;
        this.arnOffset = arnOffset;
        this.arnLength = arnLength;
        return this;
    }

    /** The buffer that holds the record's bytes, unchanged from the file. */
    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** Whether {@code userIdentity.arn} of the record itself is a non-empty string. */
    public boolean hasArn() {
        return arnLength > 0;
    }

    /** The buffer that holds the ARN, decoded to UTF-8 (the record's own buffer where the ARN has no escapes). */
    public byte[] arnArray() {
        return arnArray;
    }

    public int arnOffset() {
        return arnOffset;
    }

    public int arnLength() {
        return arnLength;
    }

    /** A copy of the record's bytes. */
    public byte[] bytes() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** A copy of the ARN's bytes, UTF-8; empty where there is none. */
    public byte[] arnBytes() {
        return Arrays.copyOfRange(arnArray, arnOffset, arnOffset + arnLength);
    }

    @Override
    public String toString() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }
}
