package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.s3.AwsReadException;
import io.trailwatch.ingest.archive.s3.BucketLister;
import io.trailwatch.ingest.archive.s3.ListPage;
import io.trailwatch.ingest.archive.s3.ListedObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One listing of one stream, page by page. Keeps one page. */
final class BucketPass {
    /**
     * @param startFrom the first day that is read, or null for all
     * @param overlap how late an object may be to be found at the next poll
     * @param lookBackDays days that are listed again once a day
     */
    record Range(@Nullable LocalDate startFrom, Duration overlap, int lookBackDays) {}

    /** A folder without days in its keys is listed whole at every poll up to this many objects. */
    private static final int SMALL = 10_000;

    private static final long FULL_EVERY = Duration.ofDays(1).toMillis();

    private final BucketLister lister;
    private final TrailStream stream;
    private final ListingLedger ledger;
    private final Range range;
    private final @Nullable String startAfter;
    private final boolean lookBack;
    private final boolean full;
    private Iterator<ListedObject> objects = List.<ListedObject>of().iterator();
    private @Nullable String next;
    private int listed;
    private boolean begun;
    private boolean ended;

    /** @param size how many objects a whole listing had the last time; 0 where there was none */
    BucketPass(BucketLister lister, TrailStream stream, ListingLedger ledger, Range range, Instant now, int size) {
        this.lister = lister;
        this.stream = stream;
        this.ledger = ledger;
        this.range = range;
        boolean resumes = ledger.interrupted();
        this.lookBack = now.toEpochMilli() - ledger.since() - range.overlap().toMillis() >= FULL_EVERY;
        this.full = resumes || lookBack || (!stream.isDated() && size <= SMALL);
        this.startAfter = resumes && !ledger.cursor().isEmpty() ? ledger.cursor() : startAfter(now);
    }

    private @Nullable String startAfter(Instant now) {
        if (!stream.isDated()) {
            return full || ledger.highest().isEmpty() ? null : ledger.highest();
        }
        LocalDate day = range.startFrom();
        if (ledger.since() > 0) {
            Instant from = now.minus(full ? Duration.ofDays(range.lookBackDays()) : range.overlap());
            LocalDate recent = from.atZone(ZoneOffset.UTC).toLocalDate();
            day = day == null || recent.isAfter(day) ? recent : day;
        }
        return day == null ? null : stream.before(day);
    }

    ListingLedger ledger() {
        return ledger;
    }

    TrailStream stream() {
        return stream;
    }

    /** Whether it is the one of a day that looks farther back. */
    boolean isLookBack() {
        return lookBack;
    }

    /** How many objects there are, where all were listed; otherwise 0. */
    int size() {
        return startAfter == null ? listed : 0;
    }

    /** Whether {@link #next} has an object without a request. */
    boolean ready() {
        return objects.hasNext();
    }

    /** The next listed object, or null when the page is through: then {@link #more} asks for another one. */
    @Nullable
    ListedObject next() {
        return objects.hasNext() ? objects.next() : null;
    }

    /** Gets the next page, or null when there is none. */
    @Nullable
    ListPage more() throws AwsReadException {
        if (ended) {
            return null;
        }
        ListPage page = lister.list(stream.prefix(), stream.isDated() ? null : "/", startAfter, next);
        if (!begun) {
            begun = true;
            ledger.beginPass(
                    full, page.serverTime().toEpochMilli(), range.overlap().toMillis());
        }
        objects = page.objects().iterator();
        listed += page.objects().size();
        next = page.next();
        ended = next == null;
        return page;
    }
}
