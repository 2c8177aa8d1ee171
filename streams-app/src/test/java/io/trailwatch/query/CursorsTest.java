package io.trailwatch.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.summary.TimeRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorsTest {
    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(UserOrder.class)
    void aUsersCursorStandsWhereItsUserStands(UserOrder order) {
        UserEntry user = new UserEntry("arn:x:1:\n:ü", 5, 4, 3, "a", "2024:12\n:3:", "t");
        UserEntry read = UsersQuery.after(order, UsersQuery.cursor(order, user));
        assertThat(order.comparator().compare(user, read)).isZero();
        assertThat(read.userArn()).isEqualTo(user.userArn());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "events",
                "events:",
                "events:1:",
                "events:9:1a",
                "events:-1:1a",
                "events:1:xa",
                "failed:1:1a",
                "events:1"
            })
    void whatIsNoUsersCursorIsRefused(String text) {
        assertThatThrownBy(() -> UsersQuery.after(UserOrder.EVENTS, encoded(text)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEventsPositionComesBackAsItWas() {
        EventsPosition position = new EventsPosition(Map.of(0, 17L, 11, 123_456_789_012L), 11, 3);
        assertThat(EventsPosition.of(position.cursor())).isEqualTo(position);
        assertThat(EventsPosition.of(new EventsPosition(Map.of()).cursor()).before())
                .isEmpty();
    }

    @Test
    void onlyTheMessageThatWasHandedOutInPartIsHandedOutInPart() {
        EventsPosition position = new EventsPosition(Map.of(0, 17L, 1, 17L), 1, 3);
        assertThat(position.skip(1, 16)).isEqualTo(3);
        assertThat(position.skip(1, 15)).as("the message was deleted").isZero();
        assertThat(position.skip(0, 16)).isZero();
        assertThat(new EventsPosition(Map.of(0, 17L)).skip(0, 16)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "0-0",
                "0.1-2.",
                "0-0.1-",
                "0-0.1-2",
                "0-0.-1-2.",
                "0-0.1-2.x",
                "0-0.1-9999999999999999999.",
                "0-99999999.1-2."
            })
    void whatIsNoEventsPositionIsRefused(String text) {
        assertThatThrownBy(() -> EventsPosition.of(encoded(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rangesAreWidenedToWholeWindows() {
        Granularity days = new Granularity(Duration.ofDays(1), Duration.ofHours(1));
        long from = Instant.parse("2024-03-05T06:30:00Z").toEpochMilli();
        long to = Instant.parse("2024-03-06T00:00:00Z").toEpochMilli();
        TimeRange values = days.ofValues(new TimeRange(from, to));
        assertThat(Instant.ofEpochMilli(values.from())).hasToString("2024-03-05T00:00:00Z");
        assertThat(Instant.ofEpochMilli(values.to())).hasToString("2024-03-06T23:59:59.999Z");
        TimeRange headers = days.ofHeaders(new TimeRange(from, to));
        assertThat(Instant.ofEpochMilli(headers.from())).hasToString("2024-03-05T06:00:00Z");
        assertThat(Instant.ofEpochMilli(headers.to())).hasToString("2024-03-06T00:59:59.999Z");
        assertThat(days.ofValues(values)).as("whole windows stay").isEqualTo(values);
        assertThat(days.ofValues(TimeRange.ALL)).isEqualTo(TimeRange.ALL);
        assertThat(new Granularity(null, Duration.ofHours(1)).ofValues(values)).isEqualTo(TimeRange.ALL);
    }
}
