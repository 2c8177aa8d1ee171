package io.trailwatch.summary;

/**
 * One value of one field of one user in one window.
 *
 * @param temporaryKey whether the records carried a temporary ({@code ASIA…}) key
 * @param value UTF-8, or an {@link ApiValue}'s bytes; never changed by a reader
 */
public record Row(RowField field, boolean temporaryKey, byte[] value, long count, EventTime first, EventTime last) {
    /** This row and another one of the same value, added up. */
    Row plus(Row other) {
        return new Row(
                field,
                temporaryKey,
                value,
                count + other.count,
                other.first.compareTo(first) < 0 ? other.first : first,
                other.last.compareTo(last) > 0 ? other.last : last);
    }
}
