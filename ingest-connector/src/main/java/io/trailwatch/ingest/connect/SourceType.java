package io.trailwatch.ingest.connect;

import java.util.Arrays;
import java.util.Locale;

/** Where a trail lies. */
public enum SourceType {
    DIRECTORY,
    S3,
    SQS;

    /** As it is written in a configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String[] names() {
        return Arrays.stream(values()).map(SourceType::label).toArray(String[]::new);
    }

    static SourceType of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
