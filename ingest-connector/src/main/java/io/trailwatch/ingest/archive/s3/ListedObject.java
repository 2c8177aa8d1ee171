package io.trailwatch.ingest.archive.s3;

import java.time.Instant;

/**
 * An object as a listing or a notice names it.
 *
 * @param etag without quotes; empty where it is not known
 */
public record ListedObject(String key, long size, Instant lastModified, String etag) {
    /** An ETag as it is compared: listings quote it, notices do not. */
    public static String unquoted(String etag) {
        return etag.length() > 1 && etag.charAt(0) == '"' && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }
}
