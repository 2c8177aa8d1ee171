package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.SkipReason;
import io.trailwatch.ingest.archive.s3.AwsReadException;
import io.trailwatch.ingest.archive.s3.BucketLister;
import io.trailwatch.ingest.archive.s3.ListPage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what to list below a prefix without listing a day: {@code AWSLogs/ACCOUNT/CloudTrail/REGION/} with or without an
 * organization's id between, any folders above, and any other folders with objects directly in them. Beside
 * {@code CloudTrail/} other services log, and there are {@code CloudTrail-Digest/} and {@code CloudTrail-Insight/}.
 */
final class TrailLayout {
    private static final Pattern ACCOUNT = Pattern.compile("^(?:.*/)?AWSLogs/(?:o-[a-z0-9]+/)?\\d{12}/$");
    private static final int MOST_SKIPPED_NAMES = 100_000;

    private final BucketLister lister;
    private final SourceMetrics metrics;
    private final Map<String, TrailStream> streams = new LinkedHashMap<>();
    private final Set<String> skipped = new HashSet<>();

    TrailLayout(BucketLister lister, SourceMetrics metrics) {
        this.lister = lister;
        this.metrics = metrics;
    }

    /** What is known so far, by prefix. */
    Map<String, TrailStream> streams() {
        return streams;
    }

    /** Looks for streams at {@code prefix} and below; new ones are added to {@link #streams()}. */
    void explore(String prefix) throws AwsReadException {
        Deque<String> folders = new ArrayDeque<>();
        folders.add(prefix);
        while (!folders.isEmpty()) {
            String folder = folders.remove();
            TrailStream dated = TrailStream.dated(folder);
            if (dated != null) {
                streams.putIfAbsent(folder, dated);
            } else {
                list(folder, folders);
            }
        }
    }

    private void list(String prefix, Deque<String> folders) throws AwsReadException {
        String next = null;
        do {
            ListPage page = lister.list(prefix, "/", null, next);
            for (String folder : page.folders()) {
                if (follows(prefix, folder)) {
                    folders.add(folder);
                }
            }
            next = page.next();
            if (page.objects().stream().anyMatch(o -> !o.key().endsWith("/"))) {
                // The folders behind the first page are met when the objects are listed.
                streams.putIfAbsent(prefix, TrailStream.folder(prefix));
                next = streams.containsKey(prefix) ? null : next;
            }
        } while (next != null);
    }

    /** Whether a folder that was met in {@code prefix} may have records; counts it otherwise, once. */
    boolean follows(String prefix, String folder) {
        String name = folder.substring(prefix.length());
        @Nullable
        SkipReason reason = name.equals("CloudTrail-Digest/")
                ? SkipReason.DIGEST
                : name.equals("CloudTrail-Insight/") ? SkipReason.INSIGHT : null;
        boolean otherService = reason == null && ACCOUNT.matcher(prefix).matches() && !name.equals("CloudTrail/");
        if (reason == null && !otherService) {
            return true;
        }
        if (skipped.size() < MOST_SKIPPED_NAMES && skipped.add(folder)) {
            if (reason != null) {
                metrics.skipped(reason);
            } else {
                metrics.skipped(SourceMetrics.Skip.OTHER_SERVICE);
            }
        }
        return false;
    }
}
