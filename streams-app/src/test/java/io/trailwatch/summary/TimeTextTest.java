package io.trailwatch.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    @Test
    void theUsualFormIsTheInstantThatJavaReads() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(
                    -62_167_219_200L + (long) (random.nextDouble() * 315_569_520_000L), 0, ZoneOffset.UTC);
            String text = String.format(
                    "%04d-%02d-%02dT%02d:%02d:%02dZ",
                    time.getYear(),
                    time.getMonthValue(),
                    time.getDayOfMonth(),
                    time.getHour(),
                    time.getMinute(),
                    time.getSecond());
            assertThat(TimeText.millis(EventTime.of(text)))
                    .as(text)
                    .isEqualTo(time.toInstant(ZoneOffset.UTC).toEpochMilli());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-03-05T06:00:00.5Z, 2024-03-05T06:00:00.500Z",
        "2024-03-05T06:00:00+09:00, 2024-03-04T21:00:00Z",
        "2024-03-05T06:00:00-0130, 2024-03-05T07:30:00Z",
        "2024-03-05T06:00:00, 2024-03-05T06:00:00Z",
        "2024-03-05 06:00:00, 2024-03-05T06:00:00Z",
        "2024-03-05t06:00:00z, 2024-03-05T06:00:00Z",
        "2024-03-05T06:00Z, 2024-03-05T06:00:00Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z"
    })
    void otherFormsOfIso8601AreRead(String text, String instant) {
        assertThat(TimeText.millis(EventTime.of(text)))
                .isEqualTo(Instant.parse(instant).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "soon",
                "2023-02-29T00:00:00Z",
                "2024-13-01T00:00:00Z",
                "2024-00-10T00:00:00Z",
                "2024-01-00T00:00:00Z",
                "2024-01-32T00:00:00Z",
                "2024-04-31T00:00:00Z",
                "2024-01-01T24:00:00Z",
                "2024-01-01T00:60:00Z",
                "2024-01-01T00:00:60Z",
                "1709618400",
                "2024-03-05T06:00:00Z and more"
            })
    void whatIsNoTimeIsUnreadable(String text) {
        assertThat(TimeText.millis(EventTime.of(text))).isEqualTo(TimeText.UNREADABLE);
        assertThat(TimeText.millis(text)).isEqualTo(TimeText.UNREADABLE);
    }

    @Test
    void aLongTextIsNotEvenTried() {
        assertThat(TimeText.millis("2024-03-05T06:00:00." + "0".repeat(1_000_000) + "Z"))
                .isEqualTo(TimeText.UNREADABLE);
    }
}
