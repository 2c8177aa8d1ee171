package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.ReaderLimits;
import io.trailwatch.ingest.archive.s3.Backoff;

/**
 * How objects become messages.
 *
 * @param pack whether records of one ARN are packed together
 * @param batchRecords messages handed on at once
 * @param maxMessageBytes the largest message that the topics take
 * @param leftOutInARow after so many objects one after the other that can't be read, reading ends; 0 for never
 */
public record PumpSettings(
        ReaderLimits limits, boolean pack, int batchRecords, int maxMessageBytes, int leftOutInARow, Backoff backoff) {}
