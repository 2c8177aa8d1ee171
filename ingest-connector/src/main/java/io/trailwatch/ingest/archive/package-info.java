/** Where logs lie, and the streaming reader of all file shapes. Knows nothing of Kafka. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.ingest.archive;
