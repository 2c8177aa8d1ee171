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

    private EntryOrder() {}
}
