package io.trailwatch.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.ingest.feed.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    private static final byte[] KEY = {1, 2, 3};
    private static final TopicPartition FIRST = new TopicPartition(Topics.RECORDS, 0);

    @TempDir
    private Path temp;

    @Test
    void keptFolderHoldsItsRecordsOverARestart() throws Exception {
        byte[] value = new byte[3 * 1024 * 1024];
        Arrays.fill(value, (byte) 'x');
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.kept(temp))) {
            broker.createTopics(1, null);
            produce(broker, value);
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.kept(temp))) {
            broker.createTopics(5, Duration.ofDays(1));

            ConsumerRecord<byte[], byte[]> record = consumeOne(broker);
            assertThat(record.key()).isEqualTo(KEY);
            assertThat(record.value()).isEqualTo(value);
            assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
            assertThat(broker.fault()).isNotDone();
        }
    }

    @Test
    void temporaryFolderGoesAtTheEnd() {
        Path folder;
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary())) {
            folder = broker.folder();
            assertThat(folder).isDirectory();
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void folderInUseIsRefused() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.kept(temp))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.kept(temp)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessage(
                            "%s: this data folder is in use by another process (%d): stop that one first, or give another"
                                    + " data folder",
                            temp, ProcessHandle.current().pid());
            assertThat(broker.bootstrapServers()).matches("127\\.0\\.0\\.1:[0-9]+");
        }
    }

    @Test
    void takenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            BrokerSettings settings = BrokerSettings.kept(temp).withPort(port);

            assertThatThrownBy(() -> EmbeddedBroker.start(settings))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageStartingWith("port " + port + " on 127.0.0.1 is taken (")
                    .hasMessageEndingWith("choose another port for the embedded broker");
        }
    }

    @Test
    void damagedFolderIsNamed() throws Exception {
        EmbeddedBroker.start(BrokerSettings.kept(temp)).close();
        Files.writeString(temp.resolve("kafka/__cluster_metadata-0/quorum-state"), "no JSON");

        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.kept(temp)))
                .isInstanceOf(BrokerException.class)
                .hasMessageEndingWith(
                        "data folder %s is damaged, or its disk fails: look at the disk, or give another data folder",
                        temp);

        Files.writeString(temp.resolve("kafka/meta.properties"), "nothing");
        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.kept(temp)))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("data folder " + temp + " is damaged");
    }

    @Test
    void fileInPlaceOfTheFolderIsNamed() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.kept(file)))
                .isInstanceOf(BrokerException.class)
                .hasMessageStartingWith(file + ": this data folder can't be made (FileAlreadyExistsException");
    }

    @Test
    void nodeThatEndsItselfSaysSo() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.kept(temp))) {
            broker.createTopics(1, null);
            Files.move(temp.resolve("kafka"), temp.resolve("moved"));
            // A log that can't be made any more is the disk's fault to the node, and it has only this disk.
            Files.writeString(temp.resolve("kafka"), "");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic("more", 1, (short) 1)));
                assertThat(broker.fault().get(60, TimeUnit.SECONDS))
                        .hasMessage("the embedded broker ended itself with status 1: data folder " + temp
                                + " is damaged, or its disk fails: look at the disk, or give another data folder");
                admin.close(Duration.ZERO);
            }
        }
    }

    private static void produce(EmbeddedBroker broker, byte[] value) throws Exception {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "max.request.size", NodeConfig.MAX_MESSAGE_BYTES);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.RECORDS, 0, 0L, KEY, value))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static ConsumerRecord<byte[], byte[]> consumeOne(EmbeddedBroker broker) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(FIRST));
            consumer.seekToBeginning(List.of(FIRST));
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(60));
            assertThat(records.count()).isOne();
            return records.iterator().next();
        }
    }

    /** Kafka tells clients of a topic before its partitions are led; a producer's first messages would then get mixed up. */
    @Test
    void topicsTakeMessagesAsSoonAsTheyAreMade() throws Exception {
        int rounds = 15;
        int partitions = 20;
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.kept(temp));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                broker.bootstrapServers(),
                                "retries",
                                0,
                                "enable.idempotence",
                                false),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int round = 0; round < rounds; round++) {
                Topics topics = Topics.of("made" + round);
                TopicSetup.create(admin, topics, partitions, null);
                for (int partition = 0; partition < partitions; partition++) {
                    assertThat(producer.send(new ProducerRecord<>(topics.records(), partition, null, KEY))
                                    .get(60, TimeUnit.SECONDS)
                                    .offset())
                            .isZero();
                }
            }
        }
    }
}
