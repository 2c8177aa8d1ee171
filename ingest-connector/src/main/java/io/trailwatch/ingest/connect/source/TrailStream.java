package io.trailwatch.ingest.connect.source;

import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a bucket that is listed by itself: one region of one account, whose keys go on with {@code YYYY/MM/DD/}, or the
 * objects directly in any other folder.
 *
 * @param prefix what the keys begin with
 * @param region the part of it up to and with the region, or null where the keys have no days
 */
record TrailStream(String prefix, @Nullable String region) {
    private static final Pattern REGION = Pattern.compile("^((?:.*/)?CloudTrail/[a-z0-9-]+/)(?:\\d{4}/.*)?$");

    /** The stream that this prefix is, or null where it is above one or is none. */
    static @Nullable TrailStream dated(String prefix) {
        Matcher matcher = REGION.matcher(prefix);
        return matcher.matches() ? new TrailStream(prefix, matcher.group(1)) : null;
    }

    static TrailStream folder(String prefix) {
        return new TrailStream(prefix, null);
    }

    boolean isDated() {
        return region != null;
    }

    /** After which key the listing begins so that it has this day and later ones; null for all. */
    @Nullable
    String before(LocalDate day) {
        if (region == null) {
            return null;
        }
        String key = region + String.format("%04d/%02d/%02d/", day.getYear(), day.getMonthValue(), day.getDayOfMonth());
        return key.compareTo(prefix) > 0 ? key : null;
    }
}
