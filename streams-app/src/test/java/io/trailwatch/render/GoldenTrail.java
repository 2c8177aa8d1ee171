package io.trailwatch.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trailwatch.summary.ApiValue;
import io.trailwatch.summary.EventTime;
import io.trailwatch.summary.Header;
import io.trailwatch.summary.Row;
import io.trailwatch.summary.RowField;
import io.trailwatch.summary.SummaryFold;
import io.trailwatch.summary.SummaryOptions;
import io.trailwatch.summary.UserSummary;
import io.trailwatch.summary.UserTypeSeen;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The golden trail read the plain way, with Jackson's trees: an oracle for the fold, the renderers and whatever answers with them. */
public final class GoldenTrail {
    public static final Path GOLDEN = Path.of("src/test/resources/golden");
    public static final Path TRAIL = GOLDEN.resolve("trail");

    private static final ObjectMapper JSON = new ObjectMapper();

    private GoldenTrail() {}

    /** All records of the files that pass, in the order of the files' names. */
    public static List<JsonNode> records(Predicate<String> files) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(TRAIL)) {
            paths = walk.filter(p -> p.toString().matches(".*\\.jsonl?(\\.gz)?"))
                    .sorted()
                    .toList();
        }
        for (Path path : paths) {
            String name = TRAIL.relativize(path).toString();
            if (!files.test(name)) {
                continue;
            }
            byte[] bytes = Files.readAllBytes(path);
            if (name.endsWith(".gz")) {
                bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            text = text.startsWith("\uFEFF") ? text.substring(1) : text;
            if (name.contains(".jsonl")) {
                text.lines().forEach(line -> document(line, records));
            } else {
                document(text, records);
            }
        }
        return records;
    }

    private static void document(String text, List<JsonNode> records) {
        try {
            JsonNode root = JSON.readTree(text);
            JsonNode list = root.isArray() ? root : root.path("Records");
            if (list.isArray()) {
                list.forEach(records::add);
            } else if (root.has("eventName")) {
                records.add(root);
            }
        } catch (JsonProcessingException e) {
            // a bad line is skipped
        }
    }

    /** Whether a record's time lies in a range, both ends included. */
    public static Predicate<JsonNode> between(String from, String to) {
        return node -> {
            try {
                OffsetDateTime time =
                        OffsetDateTime.parse(node.path("eventTime").asText(""));
                return (from == null || !time.isBefore(OffsetDateTime.parse(from)))
                        && (to == null || !time.isAfter(OffsetDateTime.parse(to)));
            } catch (DateTimeParseException e) {
                return false;
            }
        };
    }

    /** Headers and rows, one for each record and field: the finest split that a store could make. */
    public record Rows(Map<String, List<Header>> headers, Map<String, List<Row>> rows) {}

    public static Rows rows(List<JsonNode> records) {
        Map<String, List<Header>> headers = new LinkedHashMap<>();
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        long offset = 0;
        for (JsonNode node : records) {
            JsonNode arn = node.path("userIdentity").path("arn");
            if (!arn.isTextual() || arn.asText().isEmpty()) {
                continue;
            }
            String user = arn.asText();
            EventTime time = EventTime.of(field(node, "eventTime"));
            String key = field(node.path("userIdentity"), "accessKeyId");
            boolean temporary = key.startsWith("ASIA");
            boolean error = node.has("errorCode");
            boolean denied = "AccessDenied".equals(node.path("errorCode").asText());
            headers.computeIfAbsent(user, u -> new ArrayList<>())
                    .add(new Header(
                            temporary,
                            0,
                            1,
                            denied ? 1 : 0,
                            error ? 1 : 0,
                            time,
                            time,
                            new UserTypeSeen(time, offset++, 0, field(node.path("userIdentity"), "type"))));
            RowField api = denied ? RowField.API_DENIED : error ? RowField.API_ERROR : RowField.API_SUCCESS;
            List<Row> list = rows.computeIfAbsent(user, u -> new ArrayList<>());
            byte[] call = new ApiValue(field(node, "eventName"), field(node, "eventSource")).encode();
            list.add(new Row(api, temporary, call, 1, time, time));
            list.add(row(RowField.REGION, temporary, field(node, "awsRegion"), time));
            list.add(row(RowField.SOURCE_IP, temporary, field(node, "sourceIPAddress"), time));
            list.add(row(RowField.ACCESS_KEY, temporary, key, time));
            list.add(row(RowField.USER_AGENT, temporary, field(node, "userAgent"), time));
        }
        return new Rows(headers, rows);
    }

    private static Row row(RowField field, boolean temporary, String value, EventTime time) {
        return new Row(field, temporary, value.getBytes(StandardCharsets.UTF_8), 1, time, time);
    }

    private static String field(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null ? "-" : value.isNull() ? "" : value.isTextual() ? value.asText() : value.toString();
    }

    /** Summaries in the order of the result. */
    public static List<UserSummary> summaries(Rows rows, SummaryOptions options) {
        SummaryFold fold = new SummaryFold(options);
        List<UserSummary> all = new ArrayList<>();
        rows.headers().forEach((arn, headers) -> {
            fold.user(arn);
            headers.forEach(fold::header);
            if (!fold.empty()) {
                rows.rows().get(arn).forEach(fold::row);
                all.add(fold.build(Integer.MAX_VALUE));
            }
        });
        all.sort(Comparator.comparingLong(UserSummary::events).reversed().thenComparing(UserSummary::userArn));
        return all;
    }
}
