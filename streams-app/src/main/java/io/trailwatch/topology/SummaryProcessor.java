package io.trailwatch.topology;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import io.trailwatch.ingest.record.RecordParser;
import io.trailwatch.ingest.record.Unreadable;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.RecordOutcome;
import io.trailwatch.summary.TimeText;
import io.trailwatch.summary.store.EventIdStore;
import io.trailwatch.summary.store.SummaryStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Takes each record of each message into its user's rows, and counts what becomes of it. */
final class SummaryProcessor implements Processor<byte[], byte[], byte[], byte[]>, RecordParser.Sink {
    private static final byte[] INSIGHT = "Insight".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AGGREGATED = "Aggregated".getBytes(StandardCharsets.US_ASCII);

    private final TopologySettings settings;
    private final Progress progress;
    private final RecordParser parser = new RecordParser();

    private @Nullable Task task;
    private String topic = "";
    private int partition;
    private long offset;
    private long arrived;
    private long now;

    /** What belongs to one task, from when it is opened. */
    private record Task(
            ProcessorContext<byte[], byte[]> context,
            SummaryStore store,
            @Nullable EventIdStore eventIds,
            Progress.Cell cell) {}

    SummaryProcessor(TopologySettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        SummaryStore store = context.getStateStore(StoreNames.SUMMARY);
        store.restored();
        EventIdStore eventIds = settings.dedup() == null ? null : context.getStateStore(StoreNames.EVENT_IDS);
        task = new Task(
                context, store, eventIds, progress.begun(context.taskId().partition()));
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        Task current = task();
        RecordMetadata from = current.context.recordMetadata().orElseThrow();
        topic = from.topic();
        partition = from.partition();
        offset = from.offset();
        now = current.context.currentSystemTimeMs();
        arrived = Math.max(0, Math.min(message.timestamp(), now));
        progress.check(current.cell, partition, offset);
        byte[] value = message.value();
        if (value == null) {
            quarantine(0, "empty message", new byte[0], 0, 0);
        } else {
            parser.parse(value, this);
        }
        progress.taken(current.cell, offset);
    }

    @Override
    public void record(ParsedRecord record, int index) {
        Task current = task();
        long time = time(record);
        RecordOutcome leftOut = leftOut(record, time, current.eventIds);
        if (leftOut == null) {
            current.store.add(record, time, arrived, now, offset, index);
        } else {
            current.store.count(leftOut, now);
        }
    }

    /** Why the record is in no summary, or null. */
    private @Nullable RecordOutcome leftOut(ParsedRecord record, long time, @Nullable EventIdStore eventIds) {
        if (is(record, EventField.EVENT_CATEGORY, INSIGHT) || is(record, EventField.EVENT_CATEGORY, AGGREGATED)) {
            return RecordOutcome.SKIPPED;
        }
        if (!settings.range().unbounded()
                && (time == TimeText.UNREADABLE || !settings.range().contains(time))) {
            return RecordOutcome.OUTSIDE_RANGE;
        }
        if (!record.hasUser()) {
            return RecordOutcome.UNATTRIBUTED;
        }
        return eventIds != null && eventIds.seen(record, arrived) ? RecordOutcome.DUPLICATE : null;
    }

    private static long time(ParsedRecord record) {
        byte[] array = record.array(EventField.EVENT_TIME);
        int at = record.offset(EventField.EVENT_TIME);
        int length = record.length(EventField.EVENT_TIME);
        long packed = EventTime.pack(array, at, length);
        return packed >= 0 ? TimeText.millis(packed) : TimeText.millis(record.text(EventField.EVENT_TIME));
    }

    private static boolean is(ParsedRecord record, EventField field, byte[] text) {
        int at = record.offset(field);
        int length = record.length(field);
        return length == text.length
                && record.isString(field)
                && Arrays.equals(record.array(field), at, at + length, text, 0, length);
    }

    @Override
    public void unreadable(int index, Unreadable reason, byte[] array, int from, int length) {
        quarantine(index, reason.text(), array, from, length);
    }

    private void quarantine(int index, String reason, byte[] array, int from, int length) {
        Task current = task();
        current.store.count(RecordOutcome.UNREADABLE, now);
        byte[] value = Quarantined.of(topic, partition, offset, index, reason, array, from, length)
                .encode();
        current.context.forward(new Record<>(null, value, arrived));
        progress.toQuarantine();
    }

    private Task task() {
        Task current = task;
        if (current == null) {
            throw new IllegalStateException("processor is not open");
        }
        return current;
    }
}
