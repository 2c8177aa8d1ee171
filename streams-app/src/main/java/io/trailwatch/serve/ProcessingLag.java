package io.trailwatch.serve;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far this process's stores are behind the topic. Looks once a second; what is asked is the last look. The marks that
 * transactions leave on the topic count as messages until the next commit passes them.
 */
final class ProcessingLag implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessingLag.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int ANSWER_SECONDS = 5;
    private static final int MOST_LOOKS = 2_000;

    /** What is asked of Kafka and of the streams. */
    interface Source {
        /** The partitions of the records' topic that this process counts. */
        Set<Integer> partitions();

        /** By partition, the offset after the last message that is in the stores, as far as it is known. */
        Map<Integer, Long> processed(Set<Integer> partitions)
                throws ExecutionException, InterruptedException, TimeoutException;

        /** By partition, the offset after the last message that is committed to the topic. */
        Map<Integer, Long> ends(Set<Integer> partitions)
                throws ExecutionException, InterruptedException, TimeoutException;
    }

    /** Where the topic ended at a moment. */
    private record Look(long nanos, Map<Integer, Long> ends) {}

    private final Source source;
    private final LongSupplier nanoTime;
    private final Deque<Look> looks = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "lag");
    private volatile long records;
    private volatile double seconds;
    private volatile boolean closed;

    ProcessingLag(Source source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
        thread.setDaemon(true);
    }

    static ProcessingLag start(Source source) {
        ProcessingLag lag = new ProcessingLag(source, System::nanoTime);
        lag.thread.start();
        return lag;
    }

    /** Messages that are on the topic and not in the stores. */
    long records() {
        return records;
    }

    /** For how long the oldest of them has been seen there. */
    double seconds() {
        return seconds;
    }

    private void run() {
        while (!closed) {
            try {
                look();
                TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                if (!closed) {
                    LOG.debug("the lag could not be looked at", e);
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    void look() throws ExecutionException, InterruptedException, TimeoutException {
        Set<Integer> partitions = source.partitions();
        Map<Integer, Long> ends = source.ends(partitions);
        Map<Integer, Long> processed = source.processed(partitions);
        long now = nanoTime.getAsLong();
        long sum = 0;
        for (Map.Entry<Integer, Long> end : ends.entrySet()) {
            sum += Math.max(0, end.getValue() - processed.getOrDefault(end.getKey(), 0L));
        }
        looks.addLast(new Look(now, ends));
        while (!looks.isEmpty() && isIn(looks.getFirst().ends, processed, partitions)) {
            looks.removeFirst();
        }
        if (looks.size() > MOST_LOOKS) {
            thinOut();
        }
        records = sum;
        seconds = looks.isEmpty() ? 0 : (now - looks.getFirst().nanos) / 1e9;
    }

    private static boolean isIn(Map<Integer, Long> ends, Map<Integer, Long> processed, Set<Integer> partitions) {
        return ends.entrySet().stream()
                .filter(end -> partitions.contains(end.getKey()))
                .allMatch(end -> processed.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /** Keeps the first, which says how old the oldest message is, and every second one after it. */
    private void thinOut() {
        Deque<Look> kept = new ArrayDeque<>();
        int number = 0;
        for (Look look : looks) {
            if (number++ % 2 == 0) {
                kept.addLast(look);
            }
        }
        looks.clear();
        looks.addAll(kept);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** Kafka's own answers. */
    static final class OfKafka implements Source, AutoCloseable {
        private final Admin admin;
        private final String topic;
        private final String group;
        private final Supplier<Set<Integer>> partitions;
        private final Supplier<Map<Integer, Long>> taken;

        /**
         * @param client settings for Kafka clients
         * @param partitions that this process counts
         * @param taken by partition, the offset after the last message that this run took
         */
        OfKafka(
                Map<String, String> client,
                String topic,
                String group,
                Supplier<Set<Integer>> partitions,
                Supplier<Map<Integer, Long>> taken) {
            Map<String, Object> config = new HashMap<>(client);
            config.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
            config.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
            this.admin = Admin.create(config);
            this.topic = topic;
            this.group = group;
            this.partitions = partitions;
            this.taken = taken;
        }

        @Override
        public Set<Integer> partitions() {
            return partitions.get();
        }

        @Override
        public Map<Integer, Long> processed(Set<Integer> asked)
                throws ExecutionException, InterruptedException, TimeoutException {
            Map<Integer, Long> processed = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .forEach((partition, committed) -> {
                        if (committed != null && partition.topic().equals(topic)) {
                            processed.put(partition.partition(), committed.offset());
                        }
                    });
            taken.get().forEach((partition, next) -> processed.merge(partition, next, Math::max));
            processed.keySet().retainAll(asked);
            return processed;
        }

        @Override
        public Map<Integer, Long> ends(Set<Integer> asked)
                throws ExecutionException, InterruptedException, TimeoutException {
            Map<TopicPartition, OffsetSpec> specs = asked.stream()
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(topic, partition), p -> OffsetSpec.latest()));
            Map<Integer, Long> ends = new HashMap<>();
            admin.listOffsets(specs, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            return ends;
        }

        @Override
        public void close() {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
