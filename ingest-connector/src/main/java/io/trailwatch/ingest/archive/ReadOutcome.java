package io.trailwatch.ingest.archive;

import org.jspecify.annotations.Nullable;

/**
 * What a reader found in one file.
 *
 * @param records records handed to the sink
 * @param rejected what was handed to the sink as rejected
 * @param storedBytes bytes read from the archive
 * @param jsonBytes bytes of JSON after decompression
 * @param damage why the file was not read to its end, or null
 * @param detail one line with more about the damage, or null
 */
public record ReadOutcome(
        long records,
        long rejected,
        long storedBytes,
        long jsonBytes,
        @Nullable Damage damage,
        @Nullable String detail) {}
