package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.SkipReason;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.archive.s3.AwsFailure;
import io.trailwatch.ingest.archive.s3.AwsReadException;
import io.trailwatch.ingest.archive.s3.AwsSettings;
import io.trailwatch.ingest.archive.s3.ListedObject;
import io.trailwatch.ingest.archive.s3.S3Bucket;
import io.trailwatch.ingest.connect.source.SourceMetrics.Skip;
import io.trailwatch.ingest.feed.RejectedItem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Objects that notices in a queue tell of. A message is deleted when all it tells of is in Kafka; until then its visibility is
 * extended. What can't be understood or read again and again goes to quarantine. A second notice of an object is known as one.
 *
 * <p>One task reads a queue: two could read one object at once.
 */
public final class QueueSource implements TrailSource {
    /**
     * @param bucket the only bucket that is read, or null for any
     * @param prefix what keys must begin with; may be empty
     * @param mostReceives how often a message comes before its object is given up
     */
    public record Settings(
            String queueUrl, @Nullable String bucket, String prefix, PathFilter filter, int mostReceives) {}

    /** A bucket that a notice names. */
    public interface Buckets extends AutoCloseable {
        BucketSource.Opener bucket(String name);

        @Override
        void close();
    }

    private static final String NOTICES = "notices";

    /** An object that a message tells of, to be looked at. */
    private record Told(Notice.Item item, Delivery delivery) {}

    private final Settings settings;
    private final NoticeQueue queue;
    private final Buckets buckets;
    private final SourceMetrics metrics;
    private final Clock clock;
    private final QueueKeeper keeper;
    private final Ledgers<QueueLedger> ledgers;
    private final Deque<Told> told = new ArrayDeque<>();
    private final Deque<Claim> claims = new ArrayDeque<>();
    private final Map<Claim, List<Delivery>> deliveries = new ConcurrentHashMap<>();
    private final Map<String, Claim> underWay = new ConcurrentHashMap<>();
    private final Map<Claim, String> names = new ConcurrentHashMap<>();
    private long newest;

    QueueSource(
            Settings settings,
            NoticeQueue queue,
            Buckets buckets,
            OffsetStore store,
            SourceMetrics metrics,
            Clock clock) {
        this.settings = settings;
        this.queue = queue;
        this.buckets = buckets;
        this.metrics = metrics;
        this.clock = clock;
        this.keeper = new QueueKeeper(queue, metrics);
        this.ledgers = new Ledgers<>(settings.queueUrl(), store, QueueLedger::new);
        keeper.start();
    }

    /** Over an SQS queue and the buckets that it tells of. */
    public static QueueSource open(
            Settings settings,
            SqsClient sqs,
            int visibilitySeconds,
            int waitSeconds,
            S3Client s3,
            AwsSettings aws,
            OffsetStore store,
            SourceMetrics metrics,
            Clock clock) {
        NoticeQueue queue = new SqsQueue(sqs, settings.queueUrl(), visibilitySeconds, waitSeconds);
        Buckets buckets = new Buckets() {
            @Override
            public BucketSource.Opener bucket(String name) {
                return new S3Opener(new S3Bucket(s3, name, aws));
            }

            @Override
            public void close() {
                s3.close();
            }
        };
        return new QueueSource(settings, queue, buckets, store, metrics, clock);
    }

    @Override
    public boolean ready() {
        return !claims.isEmpty();
    }

    /** Messages are held from when they are received on, however long those before them take. */
    @Override
    public @Nullable Claim next() throws AwsReadException {
        if (claims.isEmpty() && told.isEmpty()) {
            newest = 0;
            for (NoticeQueue.Received message : queue.receive()) {
                hold(message);
            }
        }
        while (claims.isEmpty() && !told.isEmpty()) {
            Told next = told.element();
            take(next.item(), next.delivery());
            told.remove();
        }
        metrics.unread(newest);
        return claims.poll();
    }

    private void hold(NoticeQueue.Received message) {
        Notice notice = NoticeParser.parse(message.body());
        int parts = notice instanceof Notice.Objects objects ? objects.items().size() : 1;
        Delivery delivery = new Delivery(message.receipt(), message.receives(), parts);
        keeper.hold(delivery);
        if (notice instanceof Notice.Objects objects) {
            objects.items().forEach(item -> told.add(new Told(item, delivery)));
        } else if (notice instanceof Notice.Unknown unknown) {
            metrics.notice();
            byte[] body = message.body().getBytes(StandardCharsets.UTF_8);
            add(
                    Claim.of(
                            RejectedItem.of(settings.queueUrl(), -1, unknown.reason(), body, 0, body.length),
                            ledgers.get(NOTICES),
                            clock.millis()),
                    delivery);
        } else {
            metrics.skipped(notice instanceof Notice.Test ? Skip.TEST_MESSAGE : Skip.OTHER_EVENT);
            finished(delivery);
        }
    }

    private void take(Notice.Item item, Delivery delivery) throws AwsReadException {
        if ((settings.bucket() != null && !settings.bucket().equals(item.bucket()))
                || !item.key().startsWith(settings.prefix())) {
            metrics.skipped(Skip.OTHER_PLACE);
            finished(delivery);
            return;
        }
        SkipReason reason = settings.filter().skip(item.key());
        if (reason != null) {
            metrics.skipped(reason);
            finished(delivery);
            return;
        }
        BucketSource.Opener bucket = buckets.bucket(item.bucket());
        ListedObject listed;
        try {
            listed = look(bucket, item);
        } catch (AwsReadException e) {
            metrics.error(e.failure());
            if (e.failure().gone()) {
                metrics.skipped(Skip.GONE);
                finished(delivery);
                return;
            }
            if (e.failure().passing() || endsTask(e.failure())) {
                throw e;
            }
            // Reading it fails the same way, and it is left out there.
            listed = new ListedObject(item.key(), Math.max(0, item.size()), Instant.EPOCH, item.etag());
        }
        take(item.bucket(), bucket.open(listed), delivery);
    }

    private static ListedObject look(BucketSource.Opener bucket, Notice.Item item) throws AwsReadException {
        if (!item.etag().isEmpty() && item.otherKey() == null) {
            return new ListedObject(item.key(), Math.max(0, item.size()), Instant.EPOCH, item.etag());
        }
        String other = item.otherKey();
        if (!item.etag().isEmpty() && other != null && other.indexOf('%') >= 0) {
            return new ListedObject(item.key(), Math.max(0, item.size()), Instant.EPOCH, item.etag());
        }
        try {
            return bucket.head(item.key());
        } catch (AwsReadException e) {
            if (other == null || e.failure() != AwsFailure.VANISHED) {
                throw e;
            }
            return bucket.head(other);
        }
    }

    private void take(String bucket, TrailObject object, Delivery delivery) {
        String address = "s3://" + bucket + "/" + object.name();
        QueueLedger ledger = ledgers.get(QueueLedger.part(bucket, object.name()));
        String name = address + '\0' + object.version();
        Claim reading = underWay.get(name);
        if (reading != null && join(reading, delivery)) {
            metrics.skipped(Skip.DUPLICATE);
        } else if (ledger.isDone(object)) {
            metrics.skipped(Skip.DUPLICATE);
            finished(delivery);
        } else {
            long time = object.lastModified().toEpochMilli();
            newest = Math.max(newest, time == 0 ? clock.millis() : time);
            Claim claim = Claim.of(object, address, ledger, time);
            names.put(claim, name);
            underWay.put(name, claim);
            add(claim, delivery);
        }
    }

    private void add(Claim claim, Delivery delivery) {
        List<Delivery> of = new ArrayList<>();
        of.add(delivery);
        deliveries.put(claim, of);
        claims.add(claim);
    }

    /** Whether the object is still under way; the message is deleted with the first one then. */
    private boolean join(Claim claim, Delivery delivery) {
        List<Delivery> joined = deliveries.computeIfPresent(claim, (key, list) -> {
            List<Delivery> longer = new ArrayList<>(list);
            longer.add(delivery);
            return longer;
        });
        return joined != null;
    }

    private void finished(Delivery delivery) {
        if (delivery.oneDone()) {
            keeper.delete(delivery);
        }
    }

    /** Where any bucket may be named, a wrong one is the notice's fault. */
    @Override
    public boolean endsTask(AwsFailure failure) {
        boolean ofBucket = failure == AwsFailure.NO_SUCH_BUCKET || failure == AwsFailure.WRONG_REGION;
        return failure.concernsAll() && !(ofBucket && settings.bucket() == null);
    }

    @Override
    public long idleMillis() {
        return 1; // Receiving has waited.
    }

    @Override
    public void done(Claim claim) {
        ((QueueLedger) claim.ledger()).done(claim.object(), clock.millis());
    }

    @Override
    public boolean leaveOut(Claim claim, long items) {
        claim.ledger().interrupt(items);
        int receives = deliveries.getOrDefault(claim, List.of()).stream()
                .mapToInt(Delivery::receives)
                .max()
                .orElse(0);
        if (receives >= settings.mostReceives()) {
            return true;
        }
        for (Delivery delivery : end(claim)) {
            keeper.release(delivery);
        }
        return false;
    }

    @Override
    public void committed(Claim claim) {
        for (Delivery delivery : end(claim)) {
            finished(delivery);
        }
    }

    private List<Delivery> end(Claim claim) {
        String name = names.remove(claim);
        if (name != null) {
            underWay.remove(name, claim);
        }
        List<Delivery> of = deliveries.remove(claim);
        return of == null ? List.of() : of;
    }

    @Override
    public void close() {
        keeper.close();
        buckets.close();
    }
}
