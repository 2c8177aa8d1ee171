package io.trailwatch.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.trailwatch.query.Answer;
import io.trailwatch.query.Coverage;
import io.trailwatch.query.TimelineHour;
import io.trailwatch.query.UserEntry;
import io.trailwatch.query.UserOrder;
import io.trailwatch.query.UsersPage;
import io.trailwatch.query.UsersQuery;
import io.trailwatch.query.View;
import io.trailwatch.render.OutputFormat;
import io.trailwatch.render.SummaryWriter;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.UserSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of users, one user's summary, one user's timeline. */
final class UserRoutes {
    static final int LONGEST_ARN = 2048;
    static final int LARGEST_PAGE = 500;
    static final int LARGEST_TOP = 100_000;

    private static final String JSON_TYPE = "application/json";
    private static final Set<String> LIST =
            Set.of("from", "to", "include_sts_keys", "failed", "abused", "sort", "search", "cursor", "limit");
    private static final Set<String> SUMMARY =
            Set.of("from", "to", "include_sts_keys", "hide_descriptions", "geo_ip", "failed", "top");
    private static final Set<String> TIMELINE = Set.of("from", "to", "include_sts_keys", "failed");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiParts parts;

    UserRoutes(ApiParts parts) {
        this.parts = parts;
    }

    void list(Context ctx) {
        Params params = Params.of(ctx, LIST);
        UserOrder order = order(params);
        TimeRange range = params.range();
        String search = params.text("search", 512);
        UsersQuery query = new UsersQuery(
                range,
                params.flag("include_sts_keys"),
                params.failed(parts.failed()),
                params.flag("abused"),
                order,
                search == null ? "" : search,
                after(params, order),
                params.number("limit", 50, 1, LARGEST_PAGE));
        long start = System.nanoTime();
        Answer<UsersPage> answer = parts.summaries().users(query);
        UsersPage page = Replies.value(ctx, answer);
        parts.metrics().answered("users", System.nanoTime() - start);
        boolean counted = query.countAbused() || order == UserOrder.ABUSED;
        TimeRange covered = counted
                ? parts.summaries().summaryRange(range)
                : parts.summaries().listRange(range);
        ObjectNode body = JSON.createObjectNode();
        ArrayNode users = body.putArray("users");
        page.users().forEach(user -> users.add(entry(user)));
        body.put("total", page.total());
        if (page.more() && !page.users().isEmpty()) {
            UserEntry last = page.users().get(page.users().size() - 1);
            body.put("next_cursor", UsersQuery.cursor(order, last));
        }
        covered(body, covered);
        coverage(body, answer.coverage());
        Replies.bytes(ctx, JSON_TYPE, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static UserOrder order(Params params) {
        String text = params.text("sort", 20);
        if (text == null) {
            return UserOrder.EVENTS;
        }
        return Arrays.stream(UserOrder.values())
                .filter(order -> order.text().equals(text))
                .findFirst()
                .orElseThrow(() -> ProblemException.parameter(
                        "sort",
                        "must be one of "
                                + Arrays.stream(UserOrder.values())
                                        .map(UserOrder::text)
                                        .collect(Collectors.joining(", "))));
    }

    private static @Nullable UserEntry after(Params params, UserOrder order) {
        String cursor = params.text("cursor", 8192);
        try {
            return cursor == null ? null : UsersQuery.after(order, cursor);
        } catch (IllegalArgumentException e) {
            throw ProblemException.parameter("cursor", "must be a next_cursor of the same sort");
        }
    }

    static ObjectNode entry(UserEntry user) {
        ObjectNode node = JSON.createObjectNode();
        node.put("user_arn", user.userArn());
        node.put("num_of_events", user.events());
        node.put("failed", user.failed());
        if (user.abused() >= 0) {
            node.put("abused", user.abused());
        }
        node.put("first_timestamp", user.first());
        node.put("last_timestamp", user.last());
        node.put("user_types", user.userType());
        return node;
    }

    static void covered(ObjectNode body, TimeRange range) {
        String from = Replies.instant(range.from());
        String to = Replies.instant(range.to());
        if (from != null) {
            body.put("from", from);
        }
        if (to != null) {
            body.put("to", to);
        }
    }

    static void coverage(ObjectNode body, Coverage coverage) {
        body.put("complete", coverage.complete());
        if (!coverage.complete()) {
            ArrayNode missing = body.putArray("missing_partitions");
            coverage.missing().forEach(missing::add);
        }
        if (!coverage.stale().isEmpty()) {
            body.put("stale_lag", coverage.lag());
        }
    }

    void summary(Context ctx) throws IOException {
        Params params = Params.of(ctx, SUMMARY);
        summary(ctx, params, pathArn(ctx));
    }

    void summaryByParameter(Context ctx) throws IOException {
        Params params = Params.of(ctx, withArn(SUMMARY));
        summary(ctx, params, parameterArn(params));
    }

    private void summary(Context ctx, Params params, String arn) throws IOException {
        TimeRange range = params.range();
        View view = view(params, parts, params.numberOrAll("top", LARGEST_TOP));
        long start = System.nanoTime();
        Answer<Optional<UserSummary>> answer = parts.summaries().user(arn, range, view);
        Optional<UserSummary> summary = Replies.value(ctx, answer);
        parts.metrics().answered("user", System.nanoTime() - start);
        UserSummary found = summary.orElseThrow(UserRoutes::nothing);
        Replies.range(ctx, parts.summaries().summaryRange(range));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        SummaryWriter writer = SummaryWriter.of(OutputFormat.JSONL, body);
        writer.begin();
        writer.user(found);
        writer.end();
        Replies.bytes(ctx, JSON_TYPE, body.toByteArray());
    }

    static View view(Params params, ApiParts parts, int top) {
        boolean geoIp = params.flag("geo_ip");
        if (geoIp && !parts.geoIp()) {
            throw ProblemException.parameter("geo_ip", "needs GeoIP databases: the server was started without any");
        }
        return new View(
                params.flag("include_sts_keys"),
                params.failed(parts.failed()),
                params.flag("hide_descriptions"),
                geoIp,
                top);
    }

    void timeline(Context ctx) {
        Params params = Params.of(ctx, TIMELINE);
        timeline(ctx, params, pathArn(ctx));
    }

    void timelineByParameter(Context ctx) {
        Params params = Params.of(ctx, withArn(TIMELINE));
        timeline(ctx, params, parameterArn(params));
    }

    private void timeline(Context ctx, Params params, String arn) {
        TimeRange range = params.range();
        FailedRule failed = params.failed(parts.failed());
        long start = System.nanoTime();
        Answer<List<TimelineHour>> answer =
                parts.summaries().timeline(arn, range, params.flag("include_sts_keys"), failed);
        List<TimelineHour> hours = Replies.value(ctx, answer);
        parts.metrics().answered("timeline", System.nanoTime() - start);
        if (hours.isEmpty()) {
            throw nothing();
        }
        ObjectNode body = JSON.createObjectNode();
        body.put("user_arn", arn);
        ArrayNode list = body.putArray("hours");
        for (TimelineHour hour : hours) {
            list.addObject()
                    .put("start", Replies.instant(hour.start()))
                    .put("success", hour.success())
                    .put("failed", hour.failed());
        }
        covered(body, parts.summaries().listRange(range));
        coverage(body, answer.coverage());
        Replies.bytes(ctx, JSON_TYPE, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ProblemException nothing() {
        return new ProblemException(
                404, "no events of this user in this time; include_sts_keys=true counts temporary keys too");
    }

    private static Set<String> withArn(Set<String> names) {
        Set<String> all = new java.util.HashSet<>(names);
        all.add("arn");
        return all;
    }

    private static String parameterArn(Params params) {
        String arn = params.text("arn", LONGEST_ARN);
        if (arn == null) {
            throw ProblemException.parameter("arn", "is missing");
        }
        return arn;
    }

    /** The fourth part of the path, decoded here: it may hold slashes and whatever else a name may hold. */
    private static String pathArn(Context ctx) {
        String[] segments = ctx.path().split("/", -1);
        String arn = Params.decoded(segments[4], false);
        if (arn.isEmpty() || arn.length() > LONGEST_ARN) {
            throw ProblemException.parameter("arn", "must have 1 to " + LONGEST_ARN + " characters");
        }
        return arn;
    }
}
