package io.trailwatch.summary;

/** The counted fields that have a row for each value. The number is what is stored: never change one, only add. */
public enum RowField {
    /** A call without {@code errorCode}; the value is an {@link ApiValue}. */
    API_SUCCESS(1),
    /** A call whose {@code errorCode} is exactly {@code AccessDenied}. */
    API_DENIED(2),
    /** A call with any other {@code errorCode}. */
    API_ERROR(3),
    REGION(4),
    SOURCE_IP(5),
    ACCESS_KEY(6),
    USER_AGENT(7);

    private final int code;

    RowField(int code) {
        this.code = code;
    }

    /** Whether the value is an {@link ApiValue}. */
    public boolean isApi() {
        return this == API_SUCCESS || this == API_DENIED || this == API_ERROR;
    }

    public int code() {
        return code;
    }
}
