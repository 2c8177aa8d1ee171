package io.trailwatch.ingest.archive.s3;

import java.io.IOException;
import java.util.Locale;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What goes wrong with AWS, by what can be done about it. Error codes: the S3, SQS and STS API references. */
public enum AwsFailure {
    ACCESS_DENIED("access denied", Reach.OBJECT),
    KMS_DENIED("the KMS key may not be used", Reach.OBJECT),
    ARCHIVED("in an archive storage class, to be restored first", Reach.OBJECT),
    VANISHED("not there any more", Reach.GONE),
    CHANGED("written anew since it was listed", Reach.GONE),
    THROTTLED("throttled", Reach.PASSING),
    SERVER("error in the service", Reach.PASSING),
    CONNECTION("connection broken", Reach.PASSING),
    EXPIRED_TOKEN("the credentials have expired", Reach.ALL),
    BAD_CREDENTIALS("the credentials are not accepted", Reach.ALL),
    CLOCK_SKEW("this machine's clock is wrong by more than 15 minutes", Reach.ALL),
    NO_CREDENTIALS("no credentials found", Reach.ALL),
    NO_REGION("no region is set", Reach.ALL),
    NO_SUCH_BUCKET("no such bucket", Reach.ALL),
    NO_SUCH_QUEUE("no such queue", Reach.ALL),
    WRONG_REGION("it lies in another region", Reach.ALL),
    OTHER("refused", Reach.OBJECT);

    private enum Reach {
        /** This object, until somebody changes something. */
        OBJECT,
        /** This version of the object, for ever. */
        GONE,
        /** Goes away by itself. */
        PASSING,
        /** Every request, until somebody changes something. */
        ALL
    }

    private final String text;
    private final Reach reach;

    AwsFailure(String text, Reach reach) {
        this.text = text;
        this.reach = reach;
    }

    public String text() {
        return text;
    }

    /** For metric names: {@code access-denied}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it goes away by itself, so that the same request is tried again. */
    public boolean passing() {
        return reach == Reach.PASSING;
    }

    /** Whether no other request would fare better. */
    public boolean concernsAll() {
        return reach == Reach.ALL;
    }

    /** Whether this version of the object can't be read any more. */
    public boolean gone() {
        return reach == Reach.GONE;
    }

    public static AwsFailure of(Throwable error) {
        boolean broken = false;
        for (Throwable e = error; e != null; e = e.getCause()) {
            broken |= e instanceof IOException
                    || e instanceof AbortedException
                    || e instanceof ApiCallTimeoutException
                    || e instanceof ApiCallAttemptTimeoutException;
            if (e instanceof AwsReadException known) {
                return known.failure();
            }
            if (e instanceof AwsServiceException service) {
                return of(service);
            }
        }
        if (error instanceof SdkClientException) {
            String text = String.valueOf(error.getMessage());
            if (text.contains("Unable to load credentials") || text.contains("Unable to load an AWS")) {
                return NO_CREDENTIALS;
            }
            if (text.contains("Unable to load region")) {
                return NO_REGION;
            }
            if (text.contains("Profile file contained no credentials")) {
                return NO_CREDENTIALS;
            }
            // What the SDK itself does not like about a request gets no better by waiting.
            return broken ? CONNECTION : OTHER;
        }
        return CONNECTION;
    }

    private static AwsFailure of(AwsServiceException e) {
        String code = e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : e.awsErrorDetails().errorCode();
        switch (code) {
            case "NoSuchKey":
                return VANISHED;
            case "NoSuchBucket":
                return NO_SUCH_BUCKET;
            case "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue":
                return NO_SUCH_QUEUE;
            case "InvalidObjectState":
                return ARCHIVED;
            case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired":
                return EXPIRED_TOKEN;
            case "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "InvalidToken",
                    "InvalidClientTokenId",
                    "UnrecognizedClientException":
                return BAD_CREDENTIALS;
            case "RequestTimeTooSkewed":
                return CLOCK_SKEW;
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
                return WRONG_REGION;
            default:
                return ofStatus(e, code);
        }
    }

    private static AwsFailure ofStatus(AwsServiceException e, String code) {
        int status = e.statusCode();
        boolean tooMany = code.contains("Throttl") || code.equals("SlowDown") || code.endsWith("OverLimit");
        if (e.isThrottlingException() || status == 429 || tooMany) {
            return THROTTLED;
        }
        if (code.startsWith("KMS.") || code.contains(".Kms") || code.startsWith("Kms")) {
            return KMS_DENIED;
        }
        return switch (status) {
            case 301, 307 -> WRONG_REGION;
            case 403 ->
                String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("kms") ? KMS_DENIED : ACCESS_DENIED;
            case 404 -> VANISHED;
            case 412 -> CHANGED;
            default -> status >= 500 ? SERVER : OTHER;
        };
    }

    /** One line for users: what it means, and the service's own words. */
    public static String describe(Throwable error) {
        AwsFailure failure = of(error);
        Throwable told = error;
        for (Throwable e = error; e != null; e = e.getCause()) {
            told = e;
            if (e instanceof AwsServiceException) {
                break;
            }
        }
        String words = told instanceof AwsServiceException e && e.awsErrorDetails() != null
                ? e.awsErrorDetails().errorCode() + ": " + e.awsErrorDetails().errorMessage()
                : String.valueOf(told.getMessage());
        return failure.text() + " (" + oneLine(words) + ")";
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < 300; i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString();
    }
}
