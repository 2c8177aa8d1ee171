package io.trailwatch.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryFoldTest {
    private static final ApiCatalogue ABUSED = name -> name.equals("RunInstances") ? "Mining" : null;

    private static SummaryOptions options(boolean sts, FailedRule failed, boolean hide) {
        return new SummaryOptions(sts, failed, hide, ABUSED, IpNames.PLAIN);
    }

    private static EventTime at(int second) {
        return EventTime.usual(20240101000000L + second);
    }

    private static Row row(RowField field, boolean temporary, String value, long count, int first, int last) {
        return new Row(field, temporary, value.getBytes(StandardCharsets.UTF_8), count, at(first), at(last));
    }

    private static Row api(RowField field, String name, long count) {
        return new Row(field, false, new ApiValue(name, "ec2.amazonaws.com").encode(), count, at(1), at(2));
    }

    private static Header header(boolean temporary, long events, int first, int last, String type) {
        return new Header(temporary, 0, events, 0, 0, at(first), at(last), new UserTypeSeen(at(last), 0, 0, type));
    }

    @Test
    void addsWindowsUp() {
        SummaryFold fold = new SummaryFold(options(false, FailedRule.ACCESS_DENIED, false)).user("arn");
        fold.header(header(false, 3, 5, 9, "Root"));
        fold.header(header(false, 4, 1, 2, "IAMUser"));
        fold.row(row(RowField.REGION, false, "us-east-1", 3, 5, 9));
        fold.row(row(RowField.REGION, false, "us-east-1", 4, 1, 2));
        UserSummary summary = fold.build(Integer.MAX_VALUE);
        assertThat(summary.events()).isEqualTo(7);
        assertThat(summary.first()).isEqualTo("2024-01-01 00:00:01");
        assertThat(summary.last()).isEqualTo("2024-01-01 00:00:09");
        assertThat(summary.userType()).isEqualTo("Root");
        assertThat(summary.regions())
                .containsExactly(new ValueEntry(
                        "us-east-1", 7, EventTime.of("2024-01-01T00:00:01Z"), EventTime.of("2024-01-01T00:00:09Z")));
    }

    @Test
    void leavesTemporaryKeysOutUnlessAsked() {
        for (boolean sts : new boolean[] {false, true}) {
            SummaryFold fold = new SummaryFold(options(sts, FailedRule.ACCESS_DENIED, false)).user("arn");
            fold.header(header(true, 3, 5, 9, "AssumedRole"));
            fold.row(row(RowField.REGION, true, "us-east-1", 3, 5, 9));
            assertThat(fold.empty()).isEqualTo(!sts);
            assertThat(fold.build(Integer.MAX_VALUE).regions()).hasSize(sts ? 1 : 0);
        }
    }

    @Test
    void splitsCallsByListAndOutcome() {
        SummaryFold fold = new SummaryFold(options(false, FailedRule.ACCESS_DENIED, false)).user("arn");
        for (RowField field : List.of(RowField.API_SUCCESS, RowField.API_DENIED, RowField.API_ERROR)) {
            fold.row(api(field, "RunInstances", field.code()));
            fold.row(api(field, "GetObject", 10 * field.code()));
        }
        UserSummary strict = fold.build(Integer.MAX_VALUE);
        assertThat(strict.abusedSuccess()).extracting(ApiEntry::count).containsExactly(4L);
        assertThat(strict.abusedFailed()).extracting(ApiEntry::count).containsExactly(2L);
        assertThat(strict.otherSuccess()).extracting(ApiEntry::count).containsExactly(40L);
        assertThat(strict.otherFailed()).extracting(ApiEntry::count).containsExactly(20L);
        assertThat(strict.abusedSuccess().get(0).description()).isEqualTo("Mining");

        SummaryFold any = new SummaryFold(options(false, FailedRule.ANY_ERROR, true)).user("arn");
        for (RowField field : List.of(RowField.API_SUCCESS, RowField.API_DENIED, RowField.API_ERROR)) {
            any.row(api(field, "RunInstances", field.code()));
        }
        assertThat(any.build(1).abusedSuccess()).extracting(ApiEntry::count).containsExactly(1L);
        assertThat(any.build(1).abusedFailed())
                .containsExactly(new ApiEntry(
                        "RunInstances (ec2.amazonaws.com)",
                        "",
                        5,
                        EventTime.of("2024-01-01T00:00:01Z"),
                        EventTime.of("2024-01-01T00:00:02Z")));
    }

    @Test
    void breaksTiesByTimesThenBytes() {
        SummaryFold fold = new SummaryFold(options(false, FailedRule.ACCESS_DENIED, false)).user("arn");
        fold.row(row(RowField.USER_AGENT, false, "b", 1, 1, 5));
        fold.row(row(RowField.USER_AGENT, false, "a", 1, 1, 5));
        fold.row(row(RowField.USER_AGENT, false, "later last", 1, 1, 6));
        fold.row(row(RowField.USER_AGENT, false, "later first", 1, 2, 3));
        fold.row(row(RowField.USER_AGENT, false, "often", 2, 0, 0));
        fold.row(row(RowField.USER_AGENT, false, "\uD83D\uDE00", 1, 1, 5));
        fold.row(row(RowField.USER_AGENT, false, "\uFF5E", 1, 1, 5));
        assertThat(fold.build(Integer.MAX_VALUE).userAgents())
                .extracting(ValueEntry::value)
                .containsExactly("often", "later first", "later last", "a", "b", "\uFF5E", "\uD83D\uDE00");
        assertThat(fold.build(3).userAgents())
                .extracting(ValueEntry::value)
                .containsExactly("often", "later first", "later last");
    }

    /** Any order and any split over windows gives the same summary; a fold is reused from user to user. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anyOrderAndAnySplitGivesTheSame(long seed) {
        Random random = new Random(seed);
        List<Row> whole = new ArrayList<>();
        List<Row> split = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            RowField field = RowField.values()[random.nextInt(RowField.values().length)];
            byte[] value = field.code() <= 3
                    ? new ApiValue("Api" + i, "s").encode()
                    : ("value" + i).getBytes(StandardCharsets.UTF_8);
            int parts = 1 + random.nextInt(4);
            int count = 0;
            int first = 59;
            int last = 0;
            for (int p = 0; p < parts; p++) {
                int from = random.nextInt(60);
                int to = from + random.nextInt(60 - from);
                int times = 1 + random.nextInt(5);
                split.add(new Row(field, false, value, times, at(from), at(to)));
                count += times;
                first = Math.min(first, from);
                last = Math.max(last, to);
            }
            whole.add(new Row(field, false, value, count, at(first), at(last)));
        }
        SummaryFold fold = new SummaryFold(options(false, FailedRule.ACCESS_DENIED, false)).user("arn");
        whole.forEach(fold::row);
        UserSummary expected = fold.build(Integer.MAX_VALUE);
        for (int round = 0; round < 3; round++) {
            Collections.shuffle(split, random);
            fold.user("arn");
            split.forEach(fold::row);
            assertThat(fold.build(Integer.MAX_VALUE)).isEqualTo(expected);
        }
    }
}
