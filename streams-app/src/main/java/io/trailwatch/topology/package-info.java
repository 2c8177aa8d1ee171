/** The Kafka Streams topology: from the topic to the summary store. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.topology;
