package io.trailwatch.summary.store;

import io.trailwatch.ingest.record.EventField;
import io.trailwatch.ingest.record.ParsedRecord;
import io.trailwatch.summary.ApiValue;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.Header;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.RowField;
import io.trailwatch.summary.SummaryRows;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.UserTypeSeen;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** All that summaries are made of, added up over windows, as text that can be compared: the oracle and what a store says. */
final class Contents {
    private record Sum(long count, EventTime first, EventTime last) {
        Sum plus(Sum other) {
            return new Sum(
                    count + other.count, EventTime.earlier(first, other.first), EventTime.later(last, other.last));
        }
    }

    private record UserSum(long events, long denied, long errors, EventTime first, EventTime last, UserTypeSeen type) {
        @Override
        public String toString() {
            return events + " " + denied + " " + errors + " " + first + " " + last + " " + type.time() + " "
                    + type.type();
        }

        UserSum plus(UserSum other) {
            return new UserSum(
                    events + other.events,
                    denied + other.denied,
                    errors + other.errors,
                    EventTime.earlier(first, other.first),
                    EventTime.later(last, other.last),
                    UserTypeSeen.newer(type, other.type));
        }
    }

    private final Map<String, Sum> rows = new TreeMap<>();
    private final Map<String, UserSum> users = new TreeMap<>();

    /** Adds a record as the rules say it, with plain maps. */
    void add(ParsedRecord r, long offset, int index) {
        EventTime time = EventTime.of(r.text(EventField.EVENT_TIME));
        boolean temporary = r.text(EventField.ACCESS_KEY_ID).startsWith("ASIA");
        String error = r.present(EventField.ERROR_CODE) ? r.text(EventField.ERROR_CODE) : "";
        RowField call = error.isEmpty()
                ? RowField.API_SUCCESS
                : error.equals("AccessDenied") ? RowField.API_DENIED : RowField.API_ERROR;
        byte[] arn = r.text(EventField.USER_ARN).getBytes(StandardCharsets.UTF_8);
        add(
                arn,
                call,
                temporary,
                new ApiValue(r.text(EventField.EVENT_NAME), r.text(EventField.EVENT_SOURCE)).encode(),
                time);
        add(arn, RowField.REGION, temporary, utf8(r.text(EventField.AWS_REGION)), time);
        add(arn, RowField.SOURCE_IP, temporary, utf8(r.text(EventField.SOURCE_IP)), time);
        add(arn, RowField.ACCESS_KEY, temporary, utf8(r.text(EventField.ACCESS_KEY_ID)), time);
        add(arn, RowField.USER_AGENT, temporary, utf8(r.text(EventField.USER_AGENT)), time);
        users.merge(
                hex(arn) + temporary,
                new UserSum(
                        1,
                        call == RowField.API_DENIED ? 1 : 0,
                        call == RowField.API_SUCCESS ? 0 : 1,
                        time,
                        time,
                        new UserTypeSeen(time, offset, index, r.text(EventField.USER_TYPE))),
                UserSum::plus);
    }

    private void add(byte[] arn, RowField field, boolean temporary, byte[] value, EventTime time) {
        rows.merge(name(arn, field, temporary, value), new Sum(1, time, time), Sum::plus);
    }

    /** What a store answers. */
    static Contents of(SummaryRows store, TimeRange range) {
        Contents contents = new Contents();
        byte[][] last = {null};
        store.users(range, (arn, header) -> {
            contents.header(arn, header);
            if (last[0] == null || !java.util.Arrays.equals(last[0], arn)) {
                last[0] = arn;
                store.rows(arn, range, row -> contents.row(arn, row));
            }
        });
        return contents;
    }

    private void header(byte[] arn, Header h) {
        users.merge(
                hex(arn) + h.temporaryKey(),
                new UserSum(h.events(), h.denied(), h.errors(), h.first(), h.last(), h.type()),
                UserSum::plus);
    }

    private void row(byte[] arn, Row row) {
        rows.merge(
                name(arn, row.field(), row.temporaryKey(), row.value()),
                new Sum(row.count(), row.first(), row.last()),
                Sum::plus);
    }

    private static String name(byte[] arn, RowField field, boolean temporary, byte[] value) {
        return hex(arn) + ' ' + field + ' ' + temporary + ' ' + hex(value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        users.forEach((name, sum) -> out.append(name).append(" = ").append(sum).append('\n'));
        rows.forEach((name, sum) -> out.append(name).append(" = ").append(sum).append('\n'));
        return out.toString();
    }
}
