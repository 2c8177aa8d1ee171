package io.trailwatch.ingest.archive.s3;

import io.trailwatch.ingest.archive.Archive;
import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.SkipReason;
import io.trailwatch.ingest.archive.TrailObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What lies in a bucket below a prefix, all of it, in the order of the keys. Keeps one page of a listing. */
public final class S3Archive implements Archive {
    private final S3Bucket bucket;
    private final String prefix;
    private final PathFilter filter;
    private final AtomicLongArray skipped = new AtomicLongArray(SkipReason.values().length);

    public S3Archive(S3Bucket bucket, String prefix, PathFilter filter) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.filter = filter;
    }

    /** @throws AwsReadException when the first page can't be listed; later ones throw an {@link UncheckedIOException} */
    @Override
    public Stream<TrailObject> objects() throws IOException {
        for (int i = 0; i < skipped.length(); i++) {
            skipped.set(i, 0);
        }
        Iterator<TrailObject> pages = new Pages(bucket.list(prefix, null, null, null));
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    @Override
    public Map<SkipReason, Long> skipped() {
        Map<SkipReason, Long> counts = new EnumMap<>(SkipReason.class);
        for (SkipReason reason : SkipReason.values()) {
            if (skipped.get(reason.ordinal()) > 0) {
                counts.put(reason, skipped.get(reason.ordinal()));
            }
        }
        return counts;
    }

    @Override
    public String location() {
        return bucket.address(prefix);
    }

    private final class Pages implements Iterator<TrailObject> {
        private Iterator<ListedObject> page;
        private @Nullable String token;
        private @Nullable TrailObject upcoming;

        Pages(ListPage first) {
            page = first.objects().iterator();
            token = first.next();
        }

        @Override
        public boolean hasNext() {
            while (upcoming == null) {
                if (page.hasNext()) {
                    upcoming = take(page.next());
                } else if (token != null) {
                    turn(token);
                } else {
                    return false;
                }
            }
            return true;
        }

        private void turn(String next) {
            try {
                ListPage following = bucket.list(prefix, null, null, next);
                page = following.objects().iterator();
                token = following.next();
            } catch (AwsReadException e) {
                page = List.<ListedObject>of().iterator();
                token = null;
                throw new UncheckedIOException(e);
            }
        }

        private @Nullable TrailObject take(ListedObject listed) {
            if (listed.key().endsWith("/")) {
                return null; // A folder's marker.
            }
            SkipReason reason = filter.skip(listed.key());
            if (reason != null) {
                skipped.incrementAndGet(reason.ordinal());
                return null;
            }
            return bucket.object(listed);
        }

        @Override
        public TrailObject next() {
            TrailObject object = hasNext() ? upcoming : null;
            if (object == null) {
                throw new NoSuchElementException();
            }
            upcoming = null;
            return object;
        }
    }
}
