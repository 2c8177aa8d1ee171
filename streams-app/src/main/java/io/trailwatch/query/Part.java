package io.trailwatch.query;

import java.util.Map;
import java.util.Set;

/**
 * What one process answered.
 *
 * @param served partitions that it answered for
 * @param stale of them, copies, with how far each was behind
 */
record Part<T>(Set<Integer> served, Map<Integer, Long> stale, T value) {}
