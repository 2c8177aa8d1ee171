package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.connect.source.ObjectPump;
import io.trailwatch.ingest.connect.source.OffsetStore;
import io.trailwatch.ingest.connect.source.SourceException;
import io.trailwatch.ingest.connect.source.SourceMetrics;
import io.trailwatch.ingest.connect.source.TrailMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.TransactionContext;
import org.jspecify.annotations.Nullable;

/** Reads a share of a trail into the topics. */
public final class CloudTrailSourceTask extends SourceTask {
    private static final long POLL_MILLIS = 500;
    /** With {@code transaction.boundary=connector}, an object of more messages than this is committed in parts. */
    private static final int MOST_IN_TRANSACTION = 10_000;

    private @Nullable ObjectPump pump;
    private @Nullable MetricsBean bean;
    private String topic = "";
    private String quarantineTopic = "";
    private String objectHeader = "";
    private int inTransaction;

    @Override
    public String version() {
        return Version.TEXT;
    }

    @Override
    public void start(Map<String, String> properties) {
        SourceConfig config = new SourceConfig(properties);
        topic = config.getString(ConnectorSettings.TOPIC);
        quarantineTopic = config.getString(ConnectorSettings.QUARANTINE_TOPIC);
        objectHeader = config.getString(ConnectorSettings.OBJECT_HEADER);
        SourceMetrics metrics = new SourceMetrics();
        String name = TaskSettings.connector(properties)
                + '-'
                + TaskSettings.share(properties).task();
        bean = MetricsBean.register(
                TaskSettings.connector(properties),
                TaskSettings.share(properties).task(),
                metrics);
        pump = new ObjectPump(
                Sources.open(config, TaskSettings.share(properties), offsets(), metrics), config.pump(), metrics, name);
        pump.start();
    }

    private OffsetStore offsets() {
        return partitions -> {
            Map<Map<String, String>, Map<String, Object>> found = new HashMap<>();
            context.offsetStorageReader().offsets(partitions).forEach((partition, offset) -> {
                if (offset != null) {
                    found.put(partition, offset);
                }
            });
            return found;
        };
    }

    @Override
    public @Nullable List<SourceRecord> poll() throws InterruptedException {
        ObjectPump running = pump;
        if (running == null) {
            return null;
        }
        List<TrailMessage> batch;
        try {
            batch = running.poll(POLL_MILLIS);
        } catch (SourceException e) {
            throw new ConnectException(e.getMessage(), e);
        }
        if (batch == null) {
            return null;
        }
        TransactionContext transaction = context.transactionContext();
        List<SourceRecord> records = new ArrayList<>(batch.size());
        for (TrailMessage message : batch) {
            SourceRecord record =
                    new TrailSourceRecord(message, message.quarantine() ? quarantineTopic : topic, objectHeader);
            records.add(record);
            inTransaction++;
            if (transaction != null && (message.endsObject() || inTransaction >= MOST_IN_TRANSACTION)) {
                transaction.commitTransaction(record);
                inTransaction = 0;
            }
        }
        return records;
    }

    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        ObjectPump running = pump;
        if (running != null && record instanceof TrailSourceRecord ours) {
            running.arrived(ours.message());
        }
    }

    @Override
    public void stop() {
        if (pump != null) {
            pump.close();
        }
        if (bean != null) {
            bean.unregister();
        }
    }
}
