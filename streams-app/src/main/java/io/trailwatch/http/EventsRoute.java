package io.trailwatch.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.trailwatch.ingest.record.EventField;
import io.trailwatch.query.Events;
import io.trailwatch.query.EventsPosition;
import io.trailwatch.query.EventsQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The raw records on the topic, the newest first, as lines of JSON. The last line is {@code {"trailwatch":{…}}} and says how
 * the search ended; an answer without it broke off.
 */
final class EventsRoute {
    static final int MOST_RECORDS = 1000;
    static final int MOST_MIB = 256;
    static final int MOST_SECONDS = 30;

    private static final String TYPE = "application/x-ndjson";
    private static final Map<String, EventField> FIELDS = Map.of(
            "arn", EventField.USER_ARN,
            "api", EventField.EVENT_NAME,
            "event_source", EventField.EVENT_SOURCE,
            "source_ip", EventField.SOURCE_IP,
            "access_key", EventField.ACCESS_KEY_ID,
            "user_agent", EventField.USER_AGENT,
            "error_code", EventField.ERROR_CODE,
            "region", EventField.AWS_REGION);
    private static final Set<String> PARAMETERS = new HashSet<>(FIELDS.keySet());

    static {
        PARAMETERS.addAll(Set.of("from", "to", "limit", "cursor", "max_mib", "max_seconds"));
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiParts parts;
    private final Downloads downloads;

    EventsRoute(ApiParts parts, Downloads downloads) {
        this.parts = parts;
        this.downloads = downloads;
    }

    void handle(Context ctx) throws IOException {
        Params params = Params.of(ctx, PARAMETERS);
        Map<EventField, String> equal = new EnumMap<>(EventField.class);
        FIELDS.forEach((name, field) -> {
            String text = params.text(name, UserRoutes.LONGEST_ARN);
            if (text != null) {
                equal.put(field, text);
            }
        });
        EventsQuery query = new EventsQuery(
                equal,
                params.range(),
                position(params.text("cursor", 8192)),
                params.number("limit", 100, 1, MOST_RECORDS),
                (long) params.number("max_mib", 64, 1, MOST_MIB) << 20,
                params.number("max_seconds", 10, 1, MOST_SECONDS) * 1000L);
        if (ctx.method() == HandlerType.HEAD) {
            Downloads.head(ctx, TYPE);
            return;
        }
        downloads.in(() -> {
            long start = System.nanoTime();
            // The first record begins the answer: what fails before is still a problem document.
            downloads.write(ctx, TYPE, out -> {
                Events.Outcome outcome = parts.events().find(query, (array, offset, length) -> {
                    out.write(array, offset, length);
                    out.write('\n');
                });
                out.write(last(outcome).getBytes(StandardCharsets.UTF_8));
            });
            parts.metrics().answered("events", System.nanoTime() - start);
        });
    }

    private static @Nullable EventsPosition position(@Nullable String cursor) {
        try {
            return cursor == null ? null : EventsPosition.of(cursor);
        } catch (IllegalArgumentException e) {
            throw ProblemException.parameter("cursor", "must be a next_cursor of an earlier answer");
        }
    }

    private static String last(Events.Outcome outcome) {
        ObjectNode line = JSON.createObjectNode();
        ObjectNode end = line.putObject("trailwatch");
        end.put("records", outcome.records());
        end.put("scanned_bytes", outcome.scannedBytes());
        EventsPosition next = outcome.next();
        end.put("whole", next == null);
        if (next != null) {
            end.put("next_cursor", next.cursor());
        }
        return line + "\n";
    }
}
