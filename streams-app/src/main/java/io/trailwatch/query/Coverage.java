package io.trailwatch.query;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which partitions an answer was made of.
 *
 * @param missing partitions that nobody answered for
 * @param stale partitions that a copy answered for, each with how many changes of rows the copy was behind, or {@link #UNKNOWN}
 */
public record Coverage(SortedSet<Integer> missing, Map<Integer, Long> stale) {
    /** The lag of what may be behind, nobody knows how far. */
    public static final long UNKNOWN = -1;

    /** Everything, from those that count. */
    public static final Coverage WHOLE = new Coverage(Collections.emptySortedSet(), Map.of());

    public Coverage {
        missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
        stale = Collections.unmodifiableMap(new TreeMap<>(stale));
    }

    public static Coverage missing(Collection<Integer> partitions) {
        return new Coverage(new TreeSet<>(partitions), Map.of());
    }

    public boolean complete() {
        return missing.isEmpty();
    }

    /** How far the furthest copy was behind, in changes of rows; 0 where no copy was asked, {@link #UNKNOWN} where one's is. */
    public long lag() {
        return stale.containsValue(UNKNOWN)
                ? UNKNOWN
                : stale.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
