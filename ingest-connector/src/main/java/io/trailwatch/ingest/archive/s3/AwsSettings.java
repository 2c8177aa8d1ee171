package io.trailwatch.ingest.archive.s3;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How AWS is reached. What is null is left to the SDK's default chains (environment, system properties, profile files, web
 * identity, container, instance).
 *
 * @param region where the bucket or queue lies
 * @param profile a profile of the shared configuration files
 * @param accessKeyId of static credentials; needs {@code secretAccessKey}
 * @param sessionToken of temporary static credentials
 * @param roleArn a role to assume with the credentials above
 * @param externalId what the role's trust policy asks for
 * @param s3Endpoint another S3 than AWS's own, or a private endpoint
 * @param pathStyle bucket in the path of the address, not in its host name
 * @param requesterPays whether requests to a requester-pays bucket are accepted to be paid
 * @param maxAttempts how often one request is tried, with backoff and jitter between
 */
public record AwsSettings(
        @Nullable String region,
        @Nullable String profile,
        @Nullable String accessKeyId,
        @Nullable String secretAccessKey,
        @Nullable String sessionToken,
        @Nullable String roleArn,
        @Nullable String externalId,
        @Nullable URI s3Endpoint,
        @Nullable URI sqsEndpoint,
        @Nullable URI stsEndpoint,
        boolean pathStyle,
        boolean requesterPays,
        int maxAttempts) {
    public static final int DEFAULT_ATTEMPTS = 8;

    public static final AwsSettings DEFAULT =
            new AwsSettings(null, null, null, null, null, null, null, null, null, null, false, false, DEFAULT_ATTEMPTS);

    public AwsSettings {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("attempts must be 1 or more: " + maxAttempts);
        }
        if ((accessKeyId == null) != (secretAccessKey == null)) {
            throw new IllegalArgumentException("an access key id and a secret access key go together");
        }
    }

    public AwsSettings withRegion(@Nullable String name) {
        return new AwsSettings(
                name,
                profile,
                accessKeyId,
                secretAccessKey,
                sessionToken,
                roleArn,
                externalId,
                s3Endpoint,
                sqsEndpoint,
                stsEndpoint,
                pathStyle,
                requesterPays,
                maxAttempts);
    }

    public AwsSettings withMaxAttempts(int attempts) {
        return new AwsSettings(
                region,
                profile,
                accessKeyId,
                secretAccessKey,
                sessionToken,
                roleArn,
                externalId,
                s3Endpoint,
                sqsEndpoint,
                stsEndpoint,
                pathStyle,
                requesterPays,
                attempts);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "AwsSettings[region=" + region + ", profile=" + profile + ", accessKeyId="
                + (accessKeyId == null ? "null" : "(set)") + ", roleArn=" + roleArn + ", s3Endpoint=" + s3Endpoint
                + ", sqsEndpoint=" + sqsEndpoint + "]";
    }
}
