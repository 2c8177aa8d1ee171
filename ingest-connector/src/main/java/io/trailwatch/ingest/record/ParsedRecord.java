package io.trailwatch.ingest.record;

import java.nio.charset.StandardCharsets;

/**
 * The fields of one record, as UTF-8 slices with escapes decoded. A parser reuses one instance: it is valid only until the
 * sink returns. A field that is absent reads as {@code -}, a JSON {@code null} as the empty string, a number or boolean as
 * its JSON text; where a key stands twice, the last one counts.
 */
public interface ParsedRecord {
    /** Whether the key stands in the record at all ({@code null} counts as standing there). */
    boolean present(EventField field);

    /** Whether the value is a JSON string. */
    boolean isString(EventField field);

    byte[] array(EventField field);

    int offset(EventField field);

    int length(EventField field);

    /** The whole record's bytes within {@link #recordArray()}. */
    byte[] recordArray();

    int recordOffset();

    int recordLength();

    /** The field's text. */
    default String text(EventField field) {
        return new String(array(field), offset(field), length(field), StandardCharsets.UTF_8);
    }

    /** Whether {@code userIdentity.arn} is a non-empty string, so that the record has a user. */
    default boolean hasUser() {
        return isString(EventField.USER_ARN) && length(EventField.USER_ARN) > 0;
    }
}
