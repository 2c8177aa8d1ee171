package io.trailwatch.query;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import io.trailwatch.ingest.record.RecordParser;
import io.trailwatch.ingest.record.Unreadable;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.TimeText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Picks the records of a message that a search looks for. */
final class EventMatcher implements RecordParser.Sink {
    private final Map<EventField, byte[]> equal = new EnumMap<>(EventField.class);
    private final TimeRange range;
    private final RecordParser parser = new RecordParser();
    private final List<byte[]> found = new ArrayList<>();

    EventMatcher(EventsQuery query) {
        query.equal().forEach((field, text) -> equal.put(field, text.getBytes(StandardCharsets.UTF_8)));
        range = query.range();
    }

    /** Copies of the records that match, each on one line, the last of the message first. */
    List<byte[]> newestFirst(byte @Nullable [] message) {
        found.clear();
        if (message != null) {
            parser.parse(message, this);
        }
        List<byte[]> matches = new ArrayList<>(found);
        Collections.reverse(matches);
        return matches;
    }

    @Override
    public void record(ParsedRecord record, int index) {
        for (Map.Entry<EventField, byte[]> wanted : equal.entrySet()) {
            EventField field = wanted.getKey();
            byte[] text = wanted.getValue();
            int length = record.length(field);
            if (length != text.length) {
                return;
            }
            byte[] array = record.array(field);
            int at = record.offset(field);
            if (!Arrays.equals(array, at, at + length, text, 0, length)) {
                return;
            }
        }
        if (!range.unbounded()) {
            long time = TimeText.millis(EventTime.of(record.text(EventField.EVENT_TIME)));
            if (time == TimeText.UNREADABLE || !range.contains(time)) {
                return;
            }
        }
        found.add(line(record));
    }

    /** Outside of strings a line break is a blank, and within them JSON has none. */
    private static byte[] line(ParsedRecord record) {
        int from = record.recordOffset();
        byte[] line = Arrays.copyOfRange(record.recordArray(), from, from + record.recordLength());
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }

    @Override
    public void unreadable(int index, Unreadable reason, byte[] array, int offset, int length) {
        // What is no record is in quarantine.
    }
}
