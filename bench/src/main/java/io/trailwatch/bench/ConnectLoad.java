package io.trailwatch.bench;

import io.trailwatch.ingest.archive.LocalDirectory;
import io.trailwatch.ingest.archive.PathFilter;
import io.trailwatch.ingest.feed.FeedReport;
import io.trailwatch.ingest.feed.FeedSettings;
import io.trailwatch.ingest.feed.FolderFeed;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.ingest.record.ParsedRecord;
import io.trailwatch.ingest.record.RecordParser;
import io.trailwatch.ingest.record.Unreadable;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The two ways into a topic, for bench/connect. {@code ConnectLoad BOOTSTRAP FOLDER} takes a command a line and answers with one:
 * {@code topics T} makes topics; {@code feed T} loads the folder in one process and says its start and its end; {@code await T}
 * waits until nothing has come for a while and says when the last message came, and how many records there are;
 * {@code delete T}. Times are milliseconds of the clock: of the first request or file, and of the last message's arrival.
 */
final class ConnectLoad {
    private static final int PARTITIONS = Runtime.getRuntime().availableProcessors();
    private static final long QUIET_MILLIS = 3_000;

    private final String bootstrap;
    private final Path folder;
    private final Admin admin;

    private ConnectLoad(String bootstrap, Path folder) {
        this.bootstrap = bootstrap;
        this.folder = folder;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    public static void main(String[] arguments) throws Exception {
        ConnectLoad load = new ConnectLoad(arguments[0], Path.of(arguments[1]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            System.out.println(
                    switch (words[0]) {
                        case "topics" -> load.topics(words[1]);
                        case "feed" -> load.feed(words[1]);
                        case "await" -> load.await(words[1]);
                        case "delete" -> load.delete(words[1]);
                        default -> "no command " + words[0];
                    });
        }
        Runtime.getRuntime().exit(0);
    }

    private static Map<String, String> settings() {
        return Map.of("message.timestamp.type", "LogAppendTime", "max.message.bytes", Integer.toString(24 << 20));
    }

    private String topics(String name) throws Exception {
        Topics topics = Topics.of(name);
        List<NewTopic> all = new ArrayList<>();
        all.add(new NewTopic(topics.records(), PARTITIONS, (short) 1).configs(settings()));
        all.add(new NewTopic(topics.quarantine(), 1, (short) 1).configs(settings()));
        all.add(new NewTopic(topics.progress(), 1, (short) 1).configs(Map.of("cleanup.policy", "compact")));
        admin.createTopics(all).all().get();
        return "ok";
    }

    private String delete(String name) throws Exception {
        Topics topics = Topics.of(name);
        admin.deleteTopics(List.of(topics.records(), topics.quarantine(), topics.progress()))
                .all()
                .get();
        return "ok";
    }

    private String feed(String name) throws Exception {
        long start = System.currentTimeMillis();
        FeedReport report = new FolderFeed(
                        new LocalDirectory(folder, PathFilter.ALL),
                        FeedSettings.of(bootstrap, folder.toString())
                                .withTopics(Topics.of(name))
                                .withThreads(PARTITIONS)
                                .withId(name))
                .run();
        return start + " " + System.currentTimeMillis() + " " + report.counters().records();
    }

    private String await(String name) throws Exception {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers", bootstrap,
                "isolation.level", "read_committed",
                "max.partition.fetch.bytes", 4 << 20,
                "key.deserializer", ByteArrayDeserializer.class,
                "value.deserializer", ByteArrayDeserializer.class));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                partitions.add(new TopicPartition(name, i));
            }
            Map<TopicPartition, Long> ends = Map.of();
            for (long since = System.nanoTime(); System.nanoTime() - since < QUIET_MILLIS * 1_000_000; ) {
                Map<TopicPartition, Long> now = consumer.endOffsets(partitions);
                if (!now.equals(ends) || now.values().stream().allMatch(end -> end == 0)) {
                    ends = now;
                    since = System.nanoTime();
                }
                Thread.sleep(200);
            }
            return read(consumer, ends);
        }
    }

    private static String read(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        long[] records = {0};
        long last = 0;
        RecordParser parser = new RecordParser();
        RecordParser.Sink sink = new RecordParser.Sink() {
            @Override
            public void record(ParsedRecord record, int index) {
                records[0]++;
            }

            @Override
            public void unreadable(int index, Unreadable reason, byte[] array, int offset, int length) {
                throw new IllegalStateException("unreadable: " + reason);
            }
        };
        consumer.assign(ends.keySet());
        consumer.seekToBeginning(ends.keySet());
        while (ends.keySet().stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                parser.parse(message.value(), sink);
                last = Math.max(last, message.timestamp());
            }
        }
        return last + " " + records[0];
    }
}
