package io.trailwatch.summary;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/**
 * An event time's text as an instant, for filters and windows. Read are ISO 8601 date-times with {@code Z}, an offset or
 * neither (UTC), with {@code T} or a space, with or without fractions.
 */
public final class TimeText {
    /** Stands for a text that is no time. */
    public static final long UNREADABLE = Long.MIN_VALUE;

    private static final int LONGEST = 64;
    private static final DateTimeFormatter LENIENT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HHMM", "+0000")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH:mm:ss", "Z")
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private TimeText() {}

    /** Epoch milliseconds, or {@link #UNREADABLE}. */
    public static long millis(EventTime time) {
        return time.text() == null ? millis(time.packed()) : millis(time.text());
    }

    /** Epoch milliseconds of fourteen digits as {@link EventTime#pack} gives them, or {@link #UNREADABLE}. */
    public static long millis(long packed) {
        int time = (int) (packed % 1_000_000);
        int date = (int) (packed / 1_000_000);
        int second = time % 100;
        int minute = time / 100 % 100;
        int hour = time / 10_000;
        int day = date % 100;
        int month = date / 100 % 100;
        int year = date / 10_000;
        if (second > 59 || minute > 59 || hour > 23 || month < 1 || month > 12 || day < 1 || day > 31) {
            return UNREADABLE;
        }
        if (day > 28 && day > LocalDate.of(year, month, 1).lengthOfMonth()) {
            return UNREADABLE;
        }
        return (epochDay(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000;
    }

    /** Epoch milliseconds, or {@link #UNREADABLE}. */
    public static long millis(String text) {
        if (text.length() > LONGEST || text.isEmpty()) {
            return UNREADABLE;
        }
        try {
            String iso = text.length() > 10 && text.charAt(10) == ' '
                    ? text.substring(0, 10) + 'T' + text.substring(11)
                    : text;
            TemporalAccessor parsed = LENIENT.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
            Instant instant = parsed instanceof OffsetDateTime offset
                    ? offset.toInstant()
                    : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
            return instant.toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return UNREADABLE;
        }
    }

    /** Days since 1970 of a date of the proleptic Gregorian calendar, counted in years that begin with March. */
    private static long epochDay(int year, int month, int day) {
        long y = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }
}
