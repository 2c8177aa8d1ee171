/** One CloudTrail record: its bytes, what routing needs of it, and the parser of the fields that a summary is made of. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.ingest.record;
