package io.trailwatch.ingest.archive.s3;

import java.io.IOException;

/** An object or a listing could not be read; the message is one line for users. */
public final class AwsReadException extends IOException {
    private static final long serialVersionUID = 1L;

    private final AwsFailure failure;

    public AwsReadException(AwsFailure failure, String message, Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    public static AwsReadException of(String what, Throwable cause) {
        return new AwsReadException(AwsFailure.of(cause), what + ": " + AwsFailure.describe(cause), cause);
    }

    public AwsFailure failure() {
        return failure;
    }
}
