package io.trailwatch.bench;

import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.ingest.archive.LocalDirectory;
import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.archive.RecordSink;
import io.trailwatch.ingest.archive.Reject;
import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.archive.TrailReader;
import io.trailwatch.ingest.feed.FeedReport;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.FolderFeed;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.ingest.record.ParsedRecord;
import io.trailwatch.ingest.record.RecordParser;
import io.trailwatch.ingest.record.RecordSlice;
import io.trailwatch.ingest.record.Unreadable;
import io.trailwatch.topology.StreamsSettings;
import io.trailwatch.topology.SummaryStreams;
import io.trailwatch.topology.TopologySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A replay as far as one stage: {@code Stages split|topic|parse|store ARCHIVE}, {@code Stages broker} (start and stop the bare
 * broker) or {@code Stages large-user}. The measured thing is the whole process; see bench/run.
 */
public final class Stages {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final long STORE_HEAP = 512L << 20;

    private Stages() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "split" -> split(Path.of(arguments[1]));
            case "topic" -> topic(Path.of(arguments[1]), false);
            case "parse" -> topic(Path.of(arguments[1]), true);
            case "store" -> store(Path.of(arguments[1]));
            case "broker" -> EmbeddedBroker.start(BrokerSettings.temporary()).close();
            case "large-user" -> LargeUser.measure();
            default -> throw new IllegalArgumentException("no stage " + arguments[0]);
        }
        System.out.flush();
        // As the product's main does: lingering client threads are not part of the work.
        Runtime.getRuntime().exit(0);
    }

    /** Unpack and cut out records, all threads. */
    private static void split(Path archive) throws Exception {
        List<TrailObject> objects;
        try (Stream<TrailObject> listed = new LocalDirectory(archive, PathFilter.ALL).objects()) {
            objects = listed.toList();
        }
        AtomicInteger next = new AtomicInteger();
        System.out.println(sum(() -> {
            Counting sink = new Counting();
            try (TrailReader reader = new TrailReader()) {
                for (int i = next.getAndIncrement(); i < objects.size(); i = next.getAndIncrement()) {
                    reader.read(objects.get(i), sink);
                }
            }
            return sink.records;
        }));
    }

    private static final class Counting implements RecordSink {
        private long records;

        @Override
        public void record(RecordSlice record) {
            records++;
        }

        @Override
        public void rejected(Reject reason, long position, byte[] array, int offset, int length) {
            // only records count
        }
    }

    private static long sum(Callable<Long> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Long>> parts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                parts.add(pool.submit(work));
            }
            long total = 0;
            for (Future<Long> part : parts) {
                total += part.get();
            }
            return total;
        } finally {
            pool.shutdown();
        }
    }

    private static FeedReport feed(EmbeddedBroker broker, Path archive) throws IOException, InterruptedException {
        broker.createTopics(THREADS, null);
        FeedSettings settings = FeedSettings.of(broker.bootstrapServers(), archive.toString())
                .withThreads(THREADS)
                .withResumable(false);
        return new FolderFeed(new LocalDirectory(archive, PathFilter.ALL), settings).run();
    }

    /** As far as the topic, and with {@code parse} also fetched and parsed, without Kafka Streams. */
    private static void topic(Path archive, boolean parse) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            FeedReport report = feed(broker, archive);
            System.out.println(report.counters().records());
            if (parse) {
                AtomicInteger partition = new AtomicInteger();
                System.out.println(
                        sum(() -> parsed(broker.bootstrapServers(), partition.getAndIncrement(), report.produced())));
            }
        }
    }

    private static long parsed(String servers, int partition, Map<Integer, Long> ends) {
        long[] found = {0};
        RecordParser parser = new RecordParser();
        RecordParser.Sink sink = new RecordParser.Sink() {
            @Override
            public void record(ParsedRecord record, int index) {
                found[0]++;
            }

            @Override
            public void unreadable(int index, Unreadable reason, byte[] array, int offset, int length) {
                // only records count
            }
        };
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                servers,
                "max.partition.fetch.bytes",
                4 << 20,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            TopicPartition assigned = new TopicPartition(Topics.RECORDS, partition);
            consumer.assign(List.of(assigned));
            consumer.seekToBeginning(List.of(assigned));
            while (consumer.position(assigned) < ends.getOrDefault(partition, 0L)) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                    parser.parse(message.value(), sink);
                }
            }
        }
        return found[0];
    }

    /** The whole replay but for the rendering. */
    private static void store(Path archive) throws Exception {
        Path state = Files.createTempDirectory("trailwatch-bench");
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            broker.createTopics(THREADS, null);
            StreamsSettings settings =
                    StreamsSettings.replay(broker.bootstrapServers(), "bench", state, THREADS, Map.of());
            try (SummaryStreams streams =
                    SummaryStreams.start(settings, TopologySettings.replay(STORE_HEAP / THREADS))) {
                streams.awaitProcessed(feed(broker, archive).produced());
                System.out.println(streams.counts().total());
            }
        } finally {
            try (Stream<Path> files = Files.walk(state)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
