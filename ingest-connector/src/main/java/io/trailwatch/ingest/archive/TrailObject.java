package io.trailwatch.ingest.archive;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/** One file of a trail, wherever it lies: in a folder or in a bucket. */
public interface TrailObject {
    /** Its name as a user knows it: a path below the folder with {@code /} between names, or an object's key. */
    String name();

    /** Its size in bytes as listed (compressed, where it is). */
    long size();

    Instant lastModified();

    /** Changes when the content does: an S3 ETag, or size and time of a file. */
    String version();

    /** Opens the stored bytes, not decompressed. The caller closes. */
    InputStream open() throws IOException;
}
