package io.trailwatch.ingest.archive.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Makes the SDK's clients. Standard retries: exponential backoff with jitter and a retry quota, so throttling is respected. */
public final class AwsClients {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SOCKET = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 64;
    private static final String SESSION = "trailwatch";
    /** Endpoints that are not AWS's own mostly ignore the region, but requests are signed with one. */
    private static final Region ELSEWHERE = Region.US_EAST_1;

    /** Each has a client of its own, which nobody closes: one for all that have the same settings, however often they are made. */
    private static final Map<AwsSettings, AwsCredentialsProvider> ROLES = new ConcurrentHashMap<>();

    private AwsClients() {}

    public static S3Client s3(AwsSettings settings) {
        var builder = S3Client.builder()
                .forcePathStyle(settings.pathStyle())
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        return configure(builder, settings, settings.s3Endpoint()).build();
    }

    public static SqsClient sqs(AwsSettings settings) {
        return configure(SqsClient.builder(), settings, settings.sqsEndpoint()).build();
    }

    private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configure(
            B builder, AwsSettings settings, @Nullable URI endpoint) {
        base(builder, settings, endpoint);
        return builder.credentialsProvider(credentials(settings));
    }

    private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> void base(
            B builder, AwsSettings settings, @Nullable URI endpoint) {
        builder.httpClientBuilder(Apache5HttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(SOCKET)
                .maxConnections(CONNECTIONS));
        builder.overrideConfiguration(ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(settings.maxAttempts())
                        .build())
                .build());
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        if (settings.region() != null) {
            builder.region(Region.of(settings.region()));
        } else if (endpoint != null) {
            builder.region(ELSEWHERE);
        }
    }

    private static AwsCredentialsProvider credentials(AwsSettings settings) {
        AwsCredentialsProvider own = own(settings);
        return settings.roleArn() == null ? own : ROLES.computeIfAbsent(settings, key -> role(key, own));
    }

    private static AwsCredentialsProvider role(AwsSettings settings, AwsCredentialsProvider own) {
        var sts = StsClient.builder();
        base(sts, settings, settings.stsEndpoint());
        StsClient client = sts.credentialsProvider(own).build();
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(client)
                .refreshRequest(request -> request.roleArn(settings.roleArn())
                        .roleSessionName(SESSION)
                        .externalId(settings.externalId()))
                .build();
    }

    private static AwsCredentialsProvider own(AwsSettings settings) {
        String id = settings.accessKeyId();
        String secret = settings.secretAccessKey();
        if (id != null && secret != null) {
            String token = settings.sessionToken();
            return StaticCredentialsProvider.create(
                    token == null
                            ? AwsBasicCredentials.create(id, secret)
                            : AwsSessionCredentials.create(id, secret, token));
        }
        return settings.profile() != null
                ? ProfileCredentialsProvider.create(settings.profile())
                : DefaultCredentialsProvider.builder().build();
    }
}
