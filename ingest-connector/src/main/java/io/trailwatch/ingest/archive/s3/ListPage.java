package io.trailwatch.ingest.archive.s3;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer to a list request: up to 1,000 keys and folders in UTF-8 order.
 *
 * @param folders common prefixes, where a delimiter was given
 * @param next asks for the next page; null on the last one
 * @param serverTime the service's clock
 */
public record ListPage(
        List<ListedObject> objects,
        List<String> folders,
        @Nullable String next,
        Instant serverTime) {}
