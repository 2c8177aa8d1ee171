package io.trailwatch.render;

import java.util.List;

/** How a summary can be written. */
public enum OutputFormat {
    CSV("csv"),
    JSON("json"),
    JSONL("jsonl");

    private final String extension;

    OutputFormat(String extension) {
        this.extension = extension;
    }

    /** Of the file, without the dot. */
    public String extension() {
        return extension;
    }

    /**
     * The formats that Suzaku's {@code --output-type} numbers stand for: 1 CSV, 2 JSON, 3 JSONL, 4 CSV and JSON, 5 CSV and
     * JSONL; none for another number.
     */
    public static List<OutputFormat> ofType(int type) {
        return switch (type) {
            case 1 -> List.of(CSV);
            case 2 -> List.of(JSON);
            case 3 -> List.of(JSONL);
            case 4 -> List.of(CSV, JSON);
            case 5 -> List.of(CSV, JSONL);
            default -> List.of();
        };
    }
}
