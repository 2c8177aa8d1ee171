/** Trails in Amazon S3: listing, streamed reads that go on behind a broken connection, and clients for AWS. Knows nothing of Kafka. */
@org.jspecify.annotations.NullMarked
package io.trailwatch.ingest.archive.s3;
