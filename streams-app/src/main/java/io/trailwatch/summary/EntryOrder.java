package io.trailwatch.summary;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order of entries and of users: count descending, then first and last descending as text, then the value ascending in
 * UTF-8 byte order; users by events descending, then ARN ascending.
 */
public final class EntryOrder {
    public static final Comparator<String> BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    public static final Comparator<ValueEntry> VALUES = Comparator.comparingLong(ValueEntry::count)
            .reversed()
            .thenComparing(ValueEntry::first, BYTES.reversed())
            .thenComparing(ValueEntry::last, BYTES.reversed())
            .thenComparing(ValueEntry::value, BYTES);
    public static final Comparator<ApiEntry> APIS = Comparator.comparingLong(ApiEntry::count)
            .reversed()
            .thenComparing(ApiEntry::first, BYTES.reversed())
            .thenComparing(ApiEntry::last, BYTES.reversed())
            .thenComparing(ApiEntry::api, BYTES);

    private EntryOrder() {}
}
