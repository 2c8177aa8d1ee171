package io.trailwatch.http;

import java.util.Map;

/** A request that is refused; written as a problem document (RFC 9457). */
final class ProblemException extends RuntimeException {
    private final int status;
    private final transient Map<String, String> headers;

    ProblemException(int status, String detail, Map<String, String> headers) {
        super(detail);
        this.status = status;
        this.headers = headers;
    }

    ProblemException(int status, String detail) {
        this(status, detail, Map.of());
    }

    /** A parameter has a wrong value. */
    static ProblemException parameter(String name, String shouldBe) {
        return new ProblemException(400, "parameter " + name + " " + shouldBe);
    }

    static ProblemException notReady(String why) {
        return new ProblemException(503, why, Map.of("Retry-After", "1"));
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }
}
