/** From the reader to the topic in one process, each record exactly once. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.ingest.feed;
