package io.trailwatch.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a reader of committed messages finds on a topic. */
final class Committed {
    private static final Pattern ID = Pattern.compile("\"eventID\":\"([^\"]*)\"");

    private Committed() {}

    static List<ConsumerRecord<byte[], byte[]>> messages(String bootstrapServers, String topic) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers", bootstrapServers, "isolation.level", "read_committed", "max.poll.records", 10_000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = ends(bootstrapServers, partitions);
            List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(500)).forEach(messages::add);
            }
            return messages;
        }
    }

    /** A commit returns before its marks are on the topic: the end that committed messages have is too early for a moment. */
    private static Map<TopicPartition, Long> ends(String bootstrapServers, List<TopicPartition> partitions) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_uncommitted"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return consumer.endOffsets(partitions);
        }
    }

    /** The eventIDs of all records. */
    static List<String> ids(String bootstrapServers, String topic) {
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : messages(bootstrapServers, topic)) {
            Matcher matcher = ID.matcher(new String(message.value(), StandardCharsets.UTF_8));
            while (matcher.find()) {
                ids.add(matcher.group(1));
            }
        }
        return ids;
    }

    /** That the records of a topic are these, each of them once. */
    static void assertEachOnce(String bootstrapServers, String topic, Collection<String> expected) {
        assertEachOnce(bootstrapServers, topic, "", expected);
    }

    /** That the records of a topic whose eventID begins so are these, each of them once. */
    static void assertEachOnce(String bootstrapServers, String topic, String prefix, Collection<String> expected) {
        List<String> ids = ids(bootstrapServers, topic).stream()
                .filter(id -> id.startsWith(prefix))
                .toList();
        Set<String> seen = new HashSet<>();
        List<String> twice = ids.stream().filter(id -> !seen.add(id)).limit(20).toList();
        Set<String> missing = new HashSet<>(expected);
        missing.removeAll(seen);
        seen.removeAll(new HashSet<>(expected));
        assertThat(twice).as("more than once").isEmpty();
        assertThat(missing.stream().sorted().limit(20)).as("missing").isEmpty();
        assertThat(seen.stream().sorted().limit(20)).as("not expected").isEmpty();
    }
}
