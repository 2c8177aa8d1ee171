package io.trailwatch.ingest.feed;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A producer whose first failure ends the feed, with transactions that begin by themselves where there are any. */
public final class FeedProducer implements AutoCloseable {
    private static final long BUFFER_BYTES = 64L * 1024 * 1024;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final boolean transactional;
    private final Map<Integer, Long> produced = new TreeMap<>();
    private final Callback callback;
    private volatile @Nullable Exception failure;
    private boolean open;

    FeedProducer(Producer<byte[], byte[]> producer, boolean transactional) {
        this(producer, transactional, Topics.RECORDS);
    }

    private FeedProducer(Producer<byte[], byte[]> producer, boolean transactional, String records) {
        this.producer = producer;
        this.transactional = transactional;
        this.callback = (metadata, exception) -> {
            if (exception != null) {
                if (failure == null) {
                    failure = exception;
                }
            } else if (metadata.topic().equals(records) && metadata.hasOffset()) {
                synchronized (produced) {
                    produced.merge(metadata.partition(), metadata.offset() + 1, Math::max);
                }
            }
        };
        if (transactional) {
            call(producer::initTransactions);
        }
    }

    /** One of a feed's producers. */
    public static FeedProducer of(FeedSettings settings, int number) {
        Map<String, Object> p = new HashMap<>(settings.client());
        p.put(ProducerConfig.CLIENT_ID_CONFIG, settings.id() + "-" + number);
        p.put(ProducerConfig.ACKS_CONFIG, "all");
        p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        p.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        p.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        p.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.maxMessageBytes());
        p.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Math.max(settings.maxMessageBytes() + 1024L * 1024, BUFFER_BYTES / settings.threads()));
        p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 120_000L);
        p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 300_000);
        p.put(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        p.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        if (settings.resumable()) {
            p.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.id() + "-" + number);
            p.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 300_000);
        } else {
            // Without a transaction a broker takes whatever message of a producer comes first for its first one: with a
            // second request under way, a first one that is sent again would be refused until it expires.
            p.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        }
        try {
            return new FeedProducer(
                    new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer()),
                    settings.resumable(),
                    settings.topics().records());
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    public void send(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        check();
        if (transactional && !open) {
            call(producer::beginTransaction);
            open = true;
        }
        call(() -> producer.send(new ProducerRecord<>(topic, key, value), callback));
    }

    /** Whether something was sent since the last commit. */
    public boolean open() {
        return open;
    }

    /** Makes what was sent visible; without transactions, waits until it is on the broker. */
    public void commit() {
        if (transactional) {
            if (open) {
                call(producer::commitTransaction);
                open = false;
            }
        } else {
            call(producer::flush);
        }
        check();
    }

    /** By partition of the records' topic, the offset after the last message. */
    Map<Integer, Long> produced() {
        synchronized (produced) {
            return new TreeMap<>(produced);
        }
    }

    private void check() {
        Exception e = failure;
        if (e != null) {
            throw failed(e);
        }
    }

    private static void call(Runnable action) {
        try {
            action.run();
        } catch (KafkaException | IllegalStateException e) {
            throw failed(e);
        }
    }

    private static FeedException failed(Exception e) {
        Throwable root = e;
        while (root instanceof KafkaException && root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return new FeedException(
                "the feed can't write to the broker (" + root.getClass().getSimpleName()
                        + (message == null ? "" : ": " + message.replaceAll("\\p{Cntrl}", " "))
                        + "): check the broker, then run again",
                e);
    }

    /** What is open is given up. */
    @Override
    public void close() {
        try {
            if (open && failure == null) {
                producer.abortTransaction();
            }
        } catch (KafkaException | IllegalStateException e) {
            // The next producer of this id ends the transaction.
        }
        producer.close(open ? Duration.ZERO : CLOSE);
        open = false;
    }
}
