package io.trailwatch.ingest.archive;

/**
 * What a hostile or broken file may cost.
 *
 * @param maxGzipOutput bytes that one gzip file may decompress to
 * @param maxRecordBytes bytes of one record; a larger one is rejected and passed over without being held
 * @param maxDepth objects and arrays within each other in one record
 */
public record ReaderLimits(long maxGzipOutput, int maxRecordBytes, int maxDepth) {
    public static final ReaderLimits DEFAULT = new ReaderLimits(3L << 30, 16 << 20, 1000);

    public ReaderLimits {
        if (maxGzipOutput < 1 || maxRecordBytes < 64 || maxRecordBytes > 1 << 30 || maxDepth < 2) {
            throw new IllegalArgumentException("reader limits out of range: " + maxGzipOutput + " bytes, "
                    + maxRecordBytes + " bytes a record, depth " + maxDepth);
        }
    }

    public ReaderLimits withMaxGzipOutput(long bytes) {
        return new ReaderLimits(bytes, maxRecordBytes, maxDepth);
    }

    public ReaderLimits withMaxRecordBytes(int bytes) {
        return new ReaderLimits(maxGzipOutput, bytes, maxDepth);
    }
}
