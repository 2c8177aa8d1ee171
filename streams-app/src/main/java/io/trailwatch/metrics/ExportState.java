package io.trailwatch.metrics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the exports of a monitor went since it started.
 *
 * @param written exports that came into the folder
 * @param failures exports that failed; the files of the one before stayed
 * @param lastWritten when the last one came into the folder, or null
 * @param lastFailed when the last one failed, or null
 */
public record ExportState(
        long written,
        long failures,
        @Nullable Instant lastWritten,
        @Nullable Instant lastFailed) {
    /** Nothing was to be exported yet. */
    public static final ExportState NONE = new ExportState(0, 0, null, null);
}
