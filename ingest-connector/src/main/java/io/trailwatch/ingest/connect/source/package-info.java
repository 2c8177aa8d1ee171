/**
 * The three sources (a folder, a bucket's listing, notices in a queue), what is remembered of them, and the pump that reads
 * their objects into messages. Knows Kafka's clients but not the Connect API, so that it also runs in one process.
 */
@org.jspecify.annotations.NullMarked
package io.trailwatch.ingest.connect.source;
