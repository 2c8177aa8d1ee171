package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.Damage;
import io.trailwatch.ingest.archive.Reject;
import io.trailwatch.ingest.archive.SkipReason;
import io.trailwatch.ingest.archive.s3.AwsFailure;
import io.trailwatch.ingest.feed.DamagedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What a task has done. Any thread may read it. */
public final class SourceMetrics {
    private static final String SKIPPED = "skipped-";
    private static final String ERRORS = "errors-";
    private static final String REJECTED = "rejected-";

    private static final int MOST_NAMED = 1000;

    private final List<DamagedFile> damaged = new ArrayList<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final LongAdder records = counter("records");
    private final LongAdder recordsWithoutArn = counter("records-without-arn");
    private final LongAdder messages = counter("messages");
    private volatile long unreadSince;

    public SourceMetrics() {
        counter("objects");
        counter("bytes");
        for (SkipReason reason : SkipReason.values()) {
            counter(SKIPPED + label(reason));
        }
        for (Skip reason : Skip.values()) {
            counter(SKIPPED + label(reason));
        }
        for (AwsFailure failure : AwsFailure.values()) {
            counter(ERRORS + failure.label());
        }
        for (Damage damage : Damage.values()) {
            counter(ERRORS + label(damage));
        }
        for (Reject reject : Reject.values()) {
            counter(REJECTED + label(reject));
        }
        counter(REJECTED + "over-message-size");
        counter(REJECTED + "notice");
    }

    /** Why an object or a notice is passed over, beside what its name tells. */
    public enum Skip {
        /** It was read before. */
        DUPLICATE,
        /** Not there any more, or written anew, when it was to be read. */
        GONE,
        /** A test or validation message of AWS. */
        TEST_MESSAGE,
        /** A notice of something else than a new object. */
        OTHER_EVENT,
        /** An object of another bucket or prefix than asked for. */
        OTHER_PLACE,
        /** Logs of another AWS service beside CloudTrail's. */
        OTHER_SERVICE,
        /** Can't be read; noted on the quarantine topic. */
        LEFT_OUT
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private LongAdder counter(String name) {
        return counts.computeIfAbsent(name, key -> new LongAdder());
    }

    void object(long storedBytes) {
        counter("objects").increment();
        counter("bytes").add(storedBytes);
    }

    void record(boolean hasArn) {
        records.increment();
        if (!hasArn) {
            recordsWithoutArn.increment();
        }
    }

    void message() {
        messages.increment();
    }

    void rejected(Reject reason) {
        counter(REJECTED + label(reason)).increment();
    }

    void overMessageSize() {
        counter(REJECTED + "over-message-size").increment();
    }

    void notice() {
        counter(REJECTED + "notice").increment();
    }

    void skipped(SkipReason reason) {
        counter(SKIPPED + label(reason)).increment();
    }

    /** Sets what the last walk has passed over. */
    void skipped(Map<SkipReason, Long> counted) {
        counted.forEach((reason, count) -> {
            LongAdder adder = counter(SKIPPED + label(reason));
            adder.reset();
            adder.add(count);
        });
    }

    void skipped(Skip reason) {
        counter(SKIPPED + label(reason)).increment();
    }

    void error(AwsFailure failure) {
        counter(ERRORS + failure.label()).increment();
    }

    /** An object was not read to its end. */
    void damaged(String address, Damage damage, String detail) {
        synchronized (damaged) {
            if (damaged.size() < MOST_NAMED) {
                damaged.add(new DamagedFile(address, damage, detail));
            }
        }
    }

    /** The first thousand objects that were not read to their end, in the order in which that was found out. */
    public List<DamagedFile> damaged() {
        synchronized (damaged) {
            return List.copyOf(damaged);
        }
    }

    void error(Damage damage) {
        counter(ERRORS + label(damage)).increment();
    }

    /** The time of the newest object that is known and not read, in milliseconds; 0 where all are read. */
    void unread(long time) {
        unreadSince = time;
    }

    public long get(String name) {
        LongAdder adder = counts.get(name);
        return adder == null ? 0 : adder.sum();
    }

    /** The sum of the counts whose names begin so. */
    public long sum(String beginning) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(beginning))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    /** All counts by name, and {@code lag-seconds}: the age of the newest object that is known and not read yet. */
    public Map<String, Long> values() {
        Map<String, Long> values = new TreeMap<>();
        counts.forEach((name, count) -> values.put(name, count.sum()));
        long unread = unreadSince;
        values.put("lag-seconds", unread == 0 ? 0 : Math.max(0, (System.currentTimeMillis() - unread) / 1000));
        return values;
    }
}
