package io.trailwatch.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trailwatch.abused.AbusedList;
import io.trailwatch.geo.GeoIp;
import io.trailwatch.summary.FailedRule;
import io.trailwatch.summary.IpNames;
import io.trailwatch.summary.SummaryOptions;
import io.trailwatch.summary.UserSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fold and the renderers meet what the reference says of the golden trail, byte for byte. */
class GoldenFormatTest {
    enum Case {
        DEFAULT,
        STS,
        HIDDEN,
        GEO,
        WINDOW,
        OFFSET_TZ,
        FILEDATE,
        FILE
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void meetsTheGoldenFiles(Case which) throws IOException {
        Predicate<String> files = switch (which) {
            case FILEDATE -> name -> !name.matches(".*/\\d{4}/\\d{2}/\\d{2}/.*") || name.contains("/2024/03/06/");
            case FILE -> name -> name.equals("exports/trail.jsonl");
            default -> name -> true;
        };
        Predicate<JsonNode> times = switch (which) {
            case WINDOW -> GoldenTrail.between("2024-03-05T06:00:00Z", "2024-03-06T11:59:59Z");
            case OFFSET_TZ -> GoldenTrail.between("2024-03-05T06:00:00+09:00", null);
            default -> node -> true;
        };
        List<JsonNode> records =
                GoldenTrail.records(files).stream().filter(times).toList();
        try (GeoIp geo = GeoIp.open(GoldenTrail.GOLDEN.resolve("geo"))) {
            SummaryOptions options = new SummaryOptions(
                    which != Case.DEFAULT,
                    FailedRule.ACCESS_DENIED,
                    which == Case.HIDDEN,
                    AbusedList.read(GoldenTrail.GOLDEN.resolve("abused_aws_api_calls.csv")),
                    which == Case.GEO ? geo : IpNames.PLAIN);
            List<UserSummary> summaries = GoldenTrail.summaries(GoldenTrail.rows(records), options);
            String name = which.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            for (OutputFormat format : OutputFormat.values()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                SummaryWriter writer = SummaryWriter.of(format, out);
                writer.begin();
                for (UserSummary summary : summaries) {
                    writer.user(summary);
                }
                writer.end();
                assertThat(out.toString(StandardCharsets.UTF_8))
                        .as(name + "." + format.extension())
                        .isEqualTo(Files.readString(
                                GoldenTrail.GOLDEN.resolve("expected/" + name + "." + format.extension())));
            }
        }
    }
}
