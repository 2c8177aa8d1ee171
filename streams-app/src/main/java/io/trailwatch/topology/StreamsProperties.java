package io.trailwatch.topology;

import io.trailwatch.summary.store.RocksMemory;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Kafka Streams' properties; what the user's Kafka configuration file says counts over ours. */
final class StreamsProperties {
    /** Messages hold up to 128 KiB of records; so many wait in memory for each partition at most. */
    private static final int MESSAGES = 64;

    private static final int PARTITION_FETCH_BYTES = 2 << 20;
    private static final int RECEIVE_BYTES = 1 << 20;
    /** A row's key holds its value, which may be nearly as large as the largest record. */
    private static final int LARGEST_REQUEST = 25 << 20;

    private static final int BATCH_BYTES = 256 << 10;
    private static final int TRANSACTION_MILLIS = 30_000;
    private static final int FETCH_WAIT_MILLIS = 50;
    private static final int PATIENT_MILLIS = 300_000;
    /** How long a replay's thread waits for messages before it sees that it has partitions, or that all is done. */
    private static final int POLL_MILLIS = 10;
    /** How soon a thread hears that another has come to share the partitions. */
    private static final int PROMPT_MILLIS = 100;

    private static final int SESSION_MILLIS = 6_000;
    private static final int HEARTBEAT_MILLIS = 500;
    private static final long PROBING_MILLIS = 60_000;

    private StreamsProperties() {}

    static Properties of(StreamsSettings settings) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateFolder().toString());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis());
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksMemory.class);
        p.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, MESSAGES);
        p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        p.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        p.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        if (!settings.exactlyOnce()) {
            // The folder belongs to this run alone.
            p.put(StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG, Long.MAX_VALUE);
            p.put(StreamsConfig.POLL_MS_CONFIG, POLL_MILLIS);
        }
        p.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                settings.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        if (settings.applicationServer() != null) {
            p.put(StreamsConfig.APPLICATION_SERVER_CONFIG, settings.applicationServer());
        }
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        clients(p, settings);
        p.putAll(settings.clientProperties());
        // By it the members of a group are told apart.
        p.computeIfPresent(StreamsConfig.CLIENT_ID_CONFIG, (key, id) -> id + "-" + UUID.randomUUID());
        return p;
    }

    /** For how long a member of the group may be silent. */
    static Duration session(Properties p) {
        String name = ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG;
        for (String key : List.of(StreamsConfig.mainConsumerPrefix(name), StreamsConfig.consumerPrefix(name), name)) {
            Object millis = p.get(key);
            if (millis != null) {
                return Duration.ofMillis(Long.parseLong(millis.toString()));
            }
        }
        return Duration.ofMillis(SESSION_MILLIS);
    }

    private static void clients(Properties p, StreamsSettings settings) {
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MESSAGES);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), PARTITION_FETCH_BYTES);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), RECEIVE_BYTES);
        // For the consumer, not for a source of the topology: with that Streams looks for the beginning itself, after a
        // poll only, and a commit before it (a broker has just died) ends the thread for want of a reset policy.
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        p.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST_REQUEST);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), FETCH_WAIT_MILLIS);
        // Exactly once brings it along; what a feed gave up must not count in a replay either.
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        if (!settings.exactlyOnce()) {
            // A replay is alone in its group, and a rebalance would end it: however busy the machine, it is not dead.
            p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), PATIENT_MILLIS);
            p.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), PROMPT_MILLIS);
            p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), Integer.MAX_VALUE);
        }
        if (settings.exactlyOnce()) {
            // An instance that dies takes its partitions along until its session and its transaction have ended.
            p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_MILLIS);
            // A new instance takes a partition over when its copy has come near: looked for as often as Streams lets.
            p.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MILLIS);
            p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
            p.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MILLIS);
        }
    }
}
