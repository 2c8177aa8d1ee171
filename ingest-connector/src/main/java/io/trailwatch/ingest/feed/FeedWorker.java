package io.trailwatch.ingest.feed;

import io.trailwatch.ingest.archive.TrailObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One thread of a folder's feed: takes files off the queue until an empty list says that there are no more. */
final class FeedWorker {
    private static final long WAIT_MILLIS = 100;

    private final FeedSettings settings;
    private final @Nullable FileTable files;
    private final FeedCounters counters;
    private final BooleanSupplier cancelled;

    FeedWorker(FeedSettings settings, @Nullable FileTable files, FeedCounters counters, BooleanSupplier cancelled) {
        this.settings = settings;
        this.files = files;
        this.counters = counters;
        this.cancelled = cancelled;
    }

    /** By partition, the offset after the last message that was produced. */
    Map<Integer, Long> run(FeedProducer producer, BlockingQueue<List<TrailObject>> queue) throws InterruptedException {
        try (FeedTransaction transaction = new FeedTransaction(settings, producer, files, counters);
                FileFeeder feeder = new FileFeeder(settings, transaction, files, counters, cancelled)) {
            while (!cancelled.getAsBoolean()) {
                List<TrailObject> chunk = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (chunk != null && chunk.isEmpty()) {
                    queue.put(chunk);
                    break;
                }
                if (chunk != null) {
                    feed(chunk, feeder, transaction);
                } else if (transaction.due()) {
                    transaction.commitWhenDue();
                }
            }
            transaction.commit();
            return producer.produced();
        }
    }

    private void feed(List<TrailObject> chunk, FileFeeder feeder, FeedTransaction transaction) {
        for (TrailObject file : chunk) {
            if (feeder.feed(file, true) == FileOutcome.CANCELLED || cancelled.getAsBoolean()) {
                return;
            }
            if (transaction.due()) {
                transaction.commitWhenDue();
            }
        }
    }
}
