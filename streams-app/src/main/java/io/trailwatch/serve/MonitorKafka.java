package io.trailwatch.serve;

import io.trailwatch.broker.BrokerException;
import io.trailwatch.broker.BrokerSettings;
import io.trailwatch.broker.Cluster;
import io.trailwatch.broker.EmbeddedBroker;
import io.trailwatch.config.ConfigException;
import io.trailwatch.config.KafkaFile;
import io.trailwatch.ingest.feed.Topics;
import io.trailwatch.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka under a monitor: the embedded broker, or a cluster. The topics are there.
 *
 * @param client settings for Kafka clients, {@code bootstrap.servers} among them
 * @param folder where the monitor may keep files; the embedded broker's log lies there too
 * @param partitions of the records' topic
 * @param maxMessageBytes the largest message that the records' topic takes
 * @param embedded null on a cluster
 */
record MonitorKafka(
        Map<String, String> client,
        Path folder,
        int partitions,
        int maxMessageBytes,
        @Nullable EmbeddedBroker embedded) implements AutoCloseable {
    private static final int CLUSTER_PARTITIONS = 12;

    /**
     * Starts or reaches it, and makes the topics that are not there.
     *
     * @throws BrokerException when that fails
     */
    static MonitorKafka open(ServeOptions options) {
        return options.bootstrapServers == null ? embedded(options) : cluster(options, options.bootstrapServers);
    }

    private static MonitorKafka embedded(ServeOptions options) {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.kept(options.data));
        try {
            Map<String, String> client = KafkaFile.client(broker.bootstrapServers(), null);
            return of(client, options, broker.folder(), options.threadCount(), 0, broker);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private static MonitorKafka cluster(ServeOptions options, String servers) {
        Path folder = options.data.toAbsolutePath().normalize();
        Map<String, String> client = KafkaFile.client(servers, options.kafkaConfig);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ConfigException("--data: " + Printable.of(folder.toString()) + " can't be made ("
                    + e.getClass().getSimpleName() + "): check its permissions, or give another folder");
        }
        return of(client, options, folder, CLUSTER_PARTITIONS, options.replication, null);
    }

    private static MonitorKafka of(
            Map<String, String> client,
            ServeOptions options,
            Path folder,
            int partitions,
            int copies,
            @Nullable EmbeddedBroker broker) {
        try (Cluster cluster = Cluster.reach(client)) {
            int wanted = options.partitions > 0 ? options.partitions : partitions;
            cluster.createTopics(Topics.STANDARD, wanted, copies, options.retention());
            return new MonitorKafka(
                    client,
                    folder,
                    cluster.partitions(Topics.RECORDS),
                    cluster.maxMessageBytes(Topics.RECORDS),
                    broker);
        }
    }

    String bootstrapServers() {
        return client.getOrDefault("bootstrap.servers", "");
    }

    /** Completes when the embedded broker ends itself; never on a cluster. */
    CompletableFuture<BrokerException> fault() {
        return embedded == null ? new CompletableFuture<>() : embedded.fault();
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
