package io.trailwatch.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.trailwatch.query.Answer;
import io.trailwatch.query.Coverage;
import io.trailwatch.query.SummaryStream;
import io.trailwatch.query.View;
import io.trailwatch.render.OutputFormat;
import io.trailwatch.render.SummaryWriter;
import io.trailwatch.summary.RecordCounts;
import io.trailwatch.summary.TimeRange;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All users' summaries, streamed: the bytes that a replay of the same records writes. */
final class SummaryRoute {
    private static final Set<String> PARAMETERS = Set.of(
            "from", "to", "include_sts_keys", "hide_descriptions", "geo_ip", "failed", "format", "allow_partial");
    private static final Map<String, OutputFormat> TYPES = Map.of(
            "text/csv", OutputFormat.CSV,
            "application/json", OutputFormat.JSON,
            "application/x-ndjson", OutputFormat.JSONL,
            "application/jsonl", OutputFormat.JSONL,
            "application/*", OutputFormat.JSON,
            "text/*", OutputFormat.CSV,
            "*/*", OutputFormat.JSON);

    private final ApiParts parts;
    private final Downloads downloads;

    SummaryRoute(ApiParts parts, Downloads downloads) {
        this.parts = parts;
        this.downloads = downloads;
    }

    void handle(Context ctx) throws IOException {
        Params params = Params.of(ctx, PARAMETERS);
        OutputFormat format = format(params.text("format", 10), ctx.header("Accept"));
        TimeRange range = params.range();
        View view = UserRoutes.view(params, parts, Integer.MAX_VALUE);
        boolean allowPartial = params.flag("allow_partial");
        if (ctx.method() == HandlerType.HEAD) {
            head(ctx, format, range, allowPartial);
            return;
        }
        downloads.in(() -> {
            long start = System.nanoTime();
            Answer<SummaryStream> answer = parts.summaries().summaries(range, view);
            try (SummaryStream stream = Replies.value(ctx, answer)) {
                if (!allowPartial) {
                    refusePartial(answer.coverage());
                }
                describe(ctx, format, stream.range());
                downloads.write(ctx, type(format), out -> {
                    SummaryWriter writer = SummaryWriter.of(format, out);
                    writer.begin();
                    while (stream.hasNext()) {
                        writer.user(stream.next());
                    }
                    writer.end();
                });
                parts.metrics().answered("summary", System.nanoTime() - start);
            }
        });
    }

    /** What a GET would say before its first summary, without making any. */
    private void head(Context ctx, OutputFormat format, TimeRange range, boolean allowPartial) {
        Answer<RecordCounts> answer = parts.summaries().counts();
        Replies.value(ctx, answer);
        if (!allowPartial) {
            refusePartial(answer.coverage());
        }
        describe(ctx, format, parts.summaries().summaryRange(range));
        Downloads.head(ctx, type(format));
    }

    private static void describe(Context ctx, OutputFormat format, TimeRange range) {
        Replies.range(ctx, range);
        ctx.header("Content-Disposition", "attachment; filename=\"summary." + format.extension() + "\"");
    }

    private static void refusePartial(Coverage coverage) {
        if (!coverage.complete()) {
            throw ProblemException.notReady("partitions " + Replies.missing(coverage)
                    + " don't answer now: ask again soon, or take what there is with allow_partial=true");
        }
    }

    private static String type(OutputFormat format) {
        return switch (format) {
            case CSV -> "text/csv;charset=utf-8";
            case JSON -> "application/json";
            case JSONL -> "application/x-ndjson";
        };
    }

    private static OutputFormat format(@Nullable String asked, @Nullable String accept) {
        if (asked != null) {
            return Arrays.stream(OutputFormat.values())
                    .filter(format -> format.extension().equals(asked))
                    .findFirst()
                    .orElseThrow(() -> ProblemException.parameter("format", "must be csv, json or jsonl"));
        }
        if (accept == null || accept.isBlank()) {
            return OutputFormat.JSON;
        }
        return Arrays.stream(accept.split(",", 50))
                .map(Range::of)
                .filter(range -> range.quality > 0 && TYPES.containsKey(range.type))
                .sorted(Comparator.comparingDouble(Range::quality).reversed())
                .map(range -> TYPES.getOrDefault(range.type, OutputFormat.JSON))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        406, "there is text/csv, application/json and application/x-ndjson: accept one of them"));
    }

    private record Range(String type, double quality) {
        static Range of(String text) {
            String[] parts = text.split(";");
            double quality = 1;
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip();
                if (parameter.matches("q=[01](\\.[0-9]{1,3})?")) {
                    quality = Double.parseDouble(parameter.substring(2));
                }
            }
            return new Range(parts[0].strip().toLowerCase(Locale.ROOT), quality);
        }
    }
}
