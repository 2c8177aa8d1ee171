package io.trailwatch.ingest.archive;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a trail are read, by their names alone: the same for a folder and for a bucket's keys. CloudTrail writes
 * {@code …/CloudTrail/REGION/YYYY/MM/DD/….json.gz}, and beside it {@code CloudTrail-Digest/} and {@code CloudTrail-Insight/}.
 *
 * @param first the first day that is read, by the last {@code YYYY/MM/DD/} in the path, or null; a path without one passes
 * @param last the last day that is read, or null
 */
public record PathFilter(
        @Nullable LocalDate first, @Nullable LocalDate last) {
    /** Without limits of dates. */
    public static final PathFilter ALL = new PathFilter(null, null);

    private static final int DATE_LENGTH = "YYYY/MM/DD/".length();

    /** Why the file is not read, or null where it is. */
    public @Nullable SkipReason skip(String name) {
        return skip("", name);
    }

    /**
     * Why the file is not read, or null where it is.
     *
     * @param above the end of the path above {@code name}, which may hold the date or its beginning
     */
    @Nullable
    SkipReason skip(String above, String name) {
        if (!hasTrailExtension(name)) {
            return SkipReason.OTHER_TYPE;
        }
        if (hasFolder(name, "CloudTrail-Digest/")) {
            return SkipReason.DIGEST;
        }
        if (hasFolder(name, "CloudTrail-Insight/")) {
            return SkipReason.INSIGHT;
        }
        if (first == null && last == null) {
            return null;
        }
        LocalDate day = day(above.isEmpty() ? name : above + '/' + name);
        boolean outside =
                day != null && ((first != null && day.isBefore(first)) || (last != null && day.isAfter(last)));
        return outside ? SkipReason.OUTSIDE_DATES : null;
    }

    /** Whether a name ends as that of a file with records does, in capitals or not. */
    static boolean hasTrailExtension(String name) {
        int end = name.length();
        if (endsWith(name, end, ".gz")) {
            end -= ".gz".length();
        }
        return endsWith(name, end, ".json") || endsWith(name, end, ".jsonl");
    }

    private static boolean endsWith(String name, int end, String extension) {
        int from = end - extension.length();
        return from >= 0 && name.substring(from, end).toLowerCase(Locale.ROOT).equals(extension);
    }

    private static boolean hasFolder(String name, String folder) {
        return name.startsWith(folder) || name.contains('/' + folder);
    }

    /** The last {@code YYYY/MM/DD/} in a path. */
    static @Nullable LocalDate day(String path) {
        for (int at = path.length() - DATE_LENGTH; at >= 0; at--) {
            if ((at == 0 || path.charAt(at - 1) == '/')
                    && path.charAt(at + 4) == '/'
                    && path.charAt(at + 7) == '/'
                    && path.charAt(at + 10) == '/') {
                int year = number(path, at, at + 4);
                int month = number(path, at + 5, at + 7);
                int day = number(path, at + 8, at + 10);
                if (year >= 0 && month >= 0 && day >= 0) {
                    try {
                        return LocalDate.of(year, month, day);
                    } catch (DateTimeException e) {
                        // Digits that are no day: the path has no date here.
                    }
                }
            }
        }
        return null;
    }

    private static int number(String path, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = path.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
