/** The Kafka Connect source connector over the same reader. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.ingest.connect;
