package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.SkipReason;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.archive.s3.AwsFailure;
import io.trailwatch.ingest.archive.s3.AwsReadException;
import io.trailwatch.ingest.archive.s3.BucketLister;
import io.trailwatch.ingest.archive.s3.ListPage;
import io.trailwatch.ingest.archive.s3.ListedObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bucket, found out about by listing it: every poll lists, of each account and region, the days that can have something new;
 * once a day more days are listed again. Each task has its share of the regions.
 */
public final class BucketSource implements TrailSource {
    /** Opens what was listed. */
    public interface Opener {
        TrailObject open(ListedObject listed);

        /** What an object is now. */
        ListedObject head(String key) throws AwsReadException;
    }

    /**
     * @param prefix empty or ending with a slash
     * @param poll between the beginnings of two rounds of listing
     * @param explore between two looks for new accounts and regions
     */
    public record Settings(
            String bucket,
            String prefix,
            PathFilter filter,
            Duration overlap,
            int lookBackDays,
            Duration poll,
            Duration explore) {
        BucketPass.Range range() {
            return new BucketPass.Range(filter.first(), overlap, lookBackDays);
        }

        /** How this bucket is named in offsets. */
        public String address() {
            return "s3://" + bucket + "/" + prefix;
        }
    }

    private final Settings settings;
    private final Share share;
    private final BucketLister lister;
    private final Opener opener;
    private final SourceMetrics metrics;
    private final Clock clock;
    private final TrailLayout layout;
    private final Ledgers<ListingLedger> ledgers;
    private final Deque<TrailStream> round = new ArrayDeque<>();
    private final Deque<String> again = new ArrayDeque<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Set<String> retried = new HashSet<>();
    private final Runnable closer;
    private @Nullable BucketPass pass;
    private @Nullable Claim upcoming;
    private long nextRound;
    private long nextExplore;

    /** @param closer closes what {@code lister} and {@code opener} use */
    public BucketSource(
            Settings settings,
            Share share,
            BucketLister lister,
            Opener opener,
            OffsetStore store,
            SourceMetrics metrics,
            Clock clock,
            Runnable closer) {
        this.settings = settings;
        this.share = share;
        this.lister = lister;
        this.opener = opener;
        this.metrics = metrics;
        this.clock = clock;
        this.closer = closer;
        this.layout = new TrailLayout(lister, metrics);
        this.ledgers = new Ledgers<>(settings.address(), store, ListingLedger::new);
    }

    @Override
    public boolean ready() {
        if (upcoming == null && pass != null) {
            upcoming = fromPage(pass);
        }
        return upcoming != null;
    }

    @Override
    public @Nullable Claim next() throws AwsReadException {
        if (pass == null && round.isEmpty() && !beginRound()) {
            return null;
        }
        while (!ready()) {
            BucketPass current = pass;
            if (current == null) {
                TrailStream stream = round.poll();
                if (stream == null) {
                    return null;
                }
                current = begin(stream);
            }
            Claim left = leftOut(current);
            if (left != null) {
                return left;
            }
            ListPage page = current.more();
            if (page == null) {
                current.ledger().endPass();
                if (current.size() > 0) {
                    sizes.put(current.stream().prefix(), current.size());
                }
                pass = null;
            } else {
                met(page);
            }
        }
        Claim claim = upcoming;
        upcoming = null;
        return claim;
    }

    private boolean beginRound() throws AwsReadException {
        long now = clock.millis();
        if (now < nextRound) {
            return false;
        }
        if (now >= nextExplore) {
            layout.explore(settings.prefix());
            nextExplore = now + settings.explore().toMillis();
        }
        nextRound = now + settings.poll().toMillis();
        List<String> mine = new ArrayList<>();
        for (TrailStream stream : layout.streams().values()) {
            if (share.has(stream.prefix())) {
                round.add(stream);
                mine.add(stream.prefix());
            }
        }
        ledgers.load(mine);
        return !round.isEmpty();
    }

    private BucketPass begin(TrailStream stream) {
        ListingLedger ledger = ledgers.get(stream.prefix());
        BucketPass current = new BucketPass(
                lister,
                stream,
                ledger,
                settings.range(),
                Instant.ofEpochMilli(clock.millis()),
                sizes.getOrDefault(stream.prefix(), 0));
        pass = current;
        if (current.isLookBack() || retried.add(stream.prefix())) {
            again.addAll(ledger.left());
        }
        return current;
    }

    /** Folders beside objects, and how new the newest object is that has to be read. */
    private void met(ListPage page) throws AwsReadException {
        for (String folder : page.folders()) {
            if (!layout.streams().containsKey(folder) && layout.follows(parent(folder), folder)) {
                int before = layout.streams().size();
                layout.explore(folder);
                if (layout.streams().size() > before) {
                    nextRound = 0;
                }
            }
        }
        long newest = 0;
        for (ListedObject object : page.objects()) {
            newest = Math.max(newest, object.lastModified().toEpochMilli());
        }
        metrics.unread(newest);
    }

    private static String parent(String folder) {
        return folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
    }

    /** Objects that could not be read before are tried again. */
    private @Nullable Claim leftOut(BucketPass current) throws AwsReadException {
        while (!again.isEmpty()) {
            String key = again.element();
            try {
                ListedObject now = opener.head(key);
                again.remove();
                TrailObject object = opener.open(now);
                return Claim.of(
                        object,
                        address(key),
                        current.ledger(),
                        now.lastModified().toEpochMilli());
            } catch (AwsReadException e) {
                if (e.failure().passing() || e.failure().concernsAll()) {
                    throw e;
                }
                again.remove();
                metrics.error(e.failure());
                if (e.failure() == AwsFailure.VANISHED) {
                    current.ledger().forget(key);
                }
            }
        }
        return null;
    }

    private @Nullable Claim fromPage(BucketPass current) {
        for (ListedObject listed = current.next(); listed != null; listed = current.next()) {
            if (listed.key().endsWith("/")) {
                continue; // A folder's marker.
            }
            TrailObject object = opener.open(listed);
            long time = listed.lastModified().toEpochMilli();
            if (current.ledger().isDone(object, time)) {
                continue;
            }
            SkipReason reason = settings.filter().skip(listed.key());
            if (reason != null) {
                metrics.skipped(reason);
                current.ledger().start(object);
                current.ledger().done(object, time);
                continue;
            }
            return Claim.of(object, address(listed.key()), current.ledger(), time);
        }
        return null;
    }

    private String address(String key) {
        return "s3://" + settings.bucket() + "/" + key;
    }

    @Override
    public long idleMillis() {
        return Math.max(1, Math.min(settings.poll().toMillis(), nextRound - clock.millis()));
    }

    @Override
    public void done(Claim claim) {
        ((ListingLedger) claim.ledger()).done(claim.object(), claim.time());
    }

    @Override
    public boolean leaveOut(Claim claim, long items) {
        return ((ListingLedger) claim.ledger()).leftOut(claim.object(), items);
    }

    @Override
    public void committed(Claim claim) {
        // The offsets say it all.
    }

    @Override
    public void close() {
        closer.run();
    }
}
