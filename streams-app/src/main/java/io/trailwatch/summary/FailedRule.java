package io.trailwatch.summary;

/** Which calls count as failed. */
public enum FailedRule {
    /** {@code errorCode} is exactly {@code AccessDenied}, as Suzaku does it. */
    ACCESS_DENIED,
    /** Any {@code errorCode}. */
    ANY_ERROR
}
