/** Benchmarks: the stages of a replay, and JMH's of its parts. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.bench;
