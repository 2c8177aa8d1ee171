package io.trailwatch.ingest.archive.s3;

import org.jspecify.annotations.Nullable;

/** Lists a bucket page by page. */
public interface BucketLister {
    /**
     * @param delimiter {@code "/"} to get folders instead of what lies in them, or null
     * @param startAfter only keys behind this one, or null
     * @param next from the page before, or null
     * @throws AwsReadException after the retries
     */
    ListPage list(String prefix, @Nullable String delimiter, @Nullable String startAfter, @Nullable String next)
            throws AwsReadException;
}
