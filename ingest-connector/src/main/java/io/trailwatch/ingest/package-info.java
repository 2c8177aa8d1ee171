/** From where CloudTrail's logs lie to the topic. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.ingest;
