package io.trailwatch.replay;

import io.trailwatch.config.ConfigException;
import io.trailwatch.summary.TimeRange;
import io.trailwatch.text.Printable;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as the command line takes them; the same forms as Suzaku's options. */
final class TimeOptions {
    private static final Pattern AGE = Pattern.compile("([0-9]{1,6})([yMdhm])");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);

    private TimeOptions() {}

    /** All that are given hold at once. */
    static TimeRange range(@Nullable String start, @Nullable String end, @Nullable String age, Clock clock) {
        long from = start == null ? Long.MIN_VALUE : ceiling(time("--timeline-start", start));
        long to = end == null ? Long.MAX_VALUE : time("--timeline-end", end).toEpochMilli();
        if (age != null) {
            from = Math.max(from, clock.instant().minus(age(age)).toEpochMilli());
        }
        if (from > to) {
            throw new ConfigException("the time range is empty: --timeline-end lies before its beginning");
        }
        return new TimeRange(from, to);
    }

    private static long ceiling(Instant instant) {
        return instant.plusNanos(999_999).toEpochMilli();
    }

    private static Instant time(String option, String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return Instant.ofEpochMilli(instant.toEpochMilli()).plusNanos(instant.getNano() % 1_000_000);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new ConfigException(
                    option + ": '" + Printable.of(text, 60)
                            + "' is no time with an offset: give for example 2024-03-05T06:00:00Z or 2024-03-05T06:00:00+09:00");
        }
    }

    private static Duration age(String text) {
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigException("--time-offset: '" + Printable.of(text, 60)
                    + "' is no age: give for example 1y, 3M, 30d, 24h or 30m");
        }
        long n = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "y" -> Duration.ofDays(365 * n);
            case "M" -> Duration.ofDays(30 * n);
            case "d" -> Duration.ofDays(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofMinutes(n);
        };
    }

    /** A day of eight digits, or null where none is given. */
    static @Nullable LocalDate day(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(text, DAY);
        } catch (DateTimeException e) {
            throw new ConfigException(
                    option + ": '" + Printable.of(text, 60) + "' is no day: give eight digits, for example 20240305");
        }
    }
}
