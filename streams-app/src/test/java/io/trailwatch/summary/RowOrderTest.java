package io.trailwatch.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowOrderTest {
    private static final long YEAR = 20240101000000L;

    /** Few different counts and times, so that many rows tie. */
    @ParameterizedTest
    @CsvSource({
        "2, 3, 3, USER_AGENT, false",
        "63, 5, 5, USER_AGENT, false",
        "64, 5, 5, USER_AGENT, false",
        "64, 1, 1, API_SUCCESS, false",
        "3000, 1000000, 1000000, SOURCE_IP, false",
        "3000, 4, 40, SOURCE_IP, false",
        "3000, 1, 2, USER_AGENT, true",
        "3000, 3, 1, API_DENIED, false",
        "66000, 20, 2000, USER_AGENT, false"
    })
    void sortsAsTheComparatorDoes(int size, int counts, int times, RowField field, boolean otherTimes) {
        Random random = new Random(size + counts);
        Row[] rows = new Row[size + 3];
        for (int i = 0; i < size; i++) {
            rows[i] = row(random, counts, times, field, otherTimes, i);
        }
        Row[] expected = Arrays.copyOf(rows, size);
        Arrays.sort(expected, RowOrder.COMPARATOR);

        assertThat(RowOrder.sorted(rows, size)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"140737488355327", "140737488355328", "9223372036854775807"})
    void countsOfAnySizeAreInOrder(long large) {
        Row[] rows = new Row[100];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new Row(RowField.REGION, false, new byte[] {(byte) i}, large - i, time(i % 2), time(3));
        }
        Row[] shuffled = rows.clone();
        java.util.Collections.shuffle(Arrays.asList(shuffled), new Random(1));

        assertThat(RowOrder.sorted(shuffled, shuffled.length)).containsExactly(rows);
    }

    private static Row row(Random random, int counts, int times, RowField field, boolean otherTimes, int number) {
        String text = "value " + Integer.toHexString(number * 0x9E3779B9);
        byte[] value = field.isApi() ? new ApiValue(text, "a").encode() : text.getBytes(StandardCharsets.UTF_8);
        EventTime first =
                otherTimes && random.nextInt(5) == 0 ? EventTime.of("yesterday") : time(random.nextInt(times));
        return new Row(field, false, value, 1 + random.nextInt(counts), first, time(random.nextInt(times)));
    }

    private static EventTime time(int seconds) {
        return EventTime.usual(YEAR + seconds);
    }
}
