package io.trailwatch.summary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
    @Test
    void keepsTheUsualFormAsANumber() {
        assertThat(EventTime.of("2024-03-05T06:07:08Z")).isEqualTo(EventTime.usual(20240305060708L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-03-05T06:07:08Z",
                "0000-00-00T00:00:00Z",
                "9999-99-99T99:99:99Z",
                "-",
                "",
                "TZ",
                "2024-03-05T06:07:08.1Z",
                "é"
            })
    void givesBackTheTextItWasMadeOf(String text) {
        assertThat(EventTime.of(text).raw()).isEqualTo(text);
    }

    @Test
    void showsTimeWithoutItsLetters() {
        assertThat(EventTime.of("2024-03-05T06:07:08Z").shown()).isEqualTo("2024-03-05 06:07:08");
        assertThat(EventTime.of("2024-03-05T06:07:08.5Z").shown()).isEqualTo("2024-03-05 06:07:08.5");
    }

    @Test
    void comparesAsText() {
        assertThat(EventTime.of("2024-03-05T06:07:08Z")).isLessThan(EventTime.of("2024-03-05T06:07:09Z"));
        assertThat(EventTime.of("-")).isLessThan(EventTime.of("0000-00-00T00:00:00Z"));
        assertThat(EventTime.of("2024-03-05T06:07:08.5Z")).isLessThan(EventTime.of("2024-03-05T06:07:08Z"));
    }
}
