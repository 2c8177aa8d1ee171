package io.trailwatch.ingest.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;

/** Credentials and headers that requests carry, and what each refusal means. */
class AwsAccessTest {
    private static final String ROLE = "arn:aws:iam::111122223333:role/trailwatch";
    private static final String LISTING = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";

    /** A request as it came. */
    private record Request(
            String method,
            String target,
            String body,
            @Nullable String authorization,
            List<String> more) {}

    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    URLDecoder.decode(body, StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    List.of(
                            String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-security-token")),
                            String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-request-payer")))));
            String text = body.contains("AssumeRole")
                    ? "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>"
                            + "<SecretAccessKey>s</SecretAccessKey><SessionToken>roletoken</SessionToken>"
                            + "<Expiration>" + Instant.now().plusSeconds(3600)
                            + "</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
                    : exchange.getRequestURI().getPath().endsWith("/b") ? LISTING : "content";
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
            if (!head) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private AwsSettings settings(
            @Nullable String profile, @Nullable String keyId, @Nullable String role, boolean requesterPays) {
        return new AwsSettings(
                "eu-central-1",
                profile,
                keyId,
                keyId == null ? null : "secret",
                null,
                role,
                role == null ? null : "shared with us",
                uri(),
                null,
                uri(),
                true,
                requesterPays,
                1);
    }

    private static void list(AwsSettings settings) throws IOException {
        try (S3Client client = AwsClients.s3(settings)) {
            new S3Bucket(client, "b", settings).list("", null, null, null);
        }
    }

    @Test
    void aRoleIsAssumedWithTheExternalIdAndItsCredentialsAreUsed() throws Exception {
        AwsSettings settings = settings(null, "AKIAOWN", ROLE, false);
        list(settings);
        list(settings);

        // Clients come and go, and the role's credentials stay.
        assertThat(requests).extracting(Request::method).containsExactly("POST", "GET", "GET");
        assertThat(requests.get(0).body())
                .contains("Action=AssumeRole&", "RoleArn=" + ROLE, "ExternalId=shared with us", "RoleSessionName=");
        assertThat(requests.get(0).authorization()).contains("Credential=AKIAOWN/", "/eu-central-1/sts/");
        assertThat(requests.subList(1, 3)).allSatisfy(request -> {
            assertThat(request.authorization()).contains("Credential=ASIAROLE/", "/eu-central-1/s3/");
            assertThat(request.more().get(0)).isEqualTo("roletoken");
        });
    }

    @Test
    void aProfilesCredentialsAreUsed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("credentials"), """
                [default]
                aws_access_key_id = AKIADEFAULT
                aws_secret_access_key = s
                [trails]
                aws_access_key_id = AKIAPROFILE
                aws_secret_access_key = s
                """);
        String before = System.getProperty("aws.sharedCredentialsFile");
        System.setProperty("aws.sharedCredentialsFile", file.toString());
        try {
            list(settings("trails", null, null, false));
        } finally {
            if (before == null) {
                System.clearProperty("aws.sharedCredentialsFile");
            } else {
                System.setProperty("aws.sharedCredentialsFile", before);
            }
        }
        assertThat(requests)
                .singleElement()
                .satisfies(request -> assertThat(request.authorization()).contains("Credential=AKIAPROFILE/"));
    }

    @ParameterizedTest
    @CsvSource({"true, requester", "false, null"})
    void everyRequestSaysWhoPays(boolean pays, String header) throws Exception {
        AwsSettings settings = settings(null, "AKIAOWN", null, pays);
        try (S3Client client = AwsClients.s3(settings)) {
            S3Bucket bucket = new S3Bucket(client, "b", settings);
            bucket.list("", null, null, null);
            bucket.head("a");
            try (InputStream stream =
                    bucket.object(new ListedObject("a", 7, Instant.EPOCH, "")).open()) {
                assertThat(stream.readAllBytes()).asString().isEqualTo("content");
            }
        }
        assertThat(requests).extracting(Request::method).containsExactly("GET", "HEAD", "GET");
        assertThat(requests)
                .allSatisfy(request -> assertThat(request.more().get(1)).isEqualTo(header));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            403 | AccessDenied | Access Denied | ACCESS_DENIED | access denied
            403 | AccessDenied | User: arn:aws:iam::1:user/u is not authorized to perform: kms:Decrypt on resource: k | KMS_DENIED | the KMS key may not be used
            400 | KMS.DisabledException | The key is disabled. | KMS_DENIED | the KMS key may not be used
            400 | KmsAccessDenied | The caller may not use the key. | KMS_DENIED | the KMS key may not be used
            400 | KMS.ThrottlingException | Rate exceeded. | THROTTLED | throttled
            403 | OverLimit | Too many messages in flight. | THROTTLED | throttled
            400 | ExpiredToken | The provided token has expired. | EXPIRED_TOKEN | the credentials have expired
            403 | InvalidAccessKeyId | It does not exist in our records. | BAD_CREDENTIALS | the credentials are not accepted
            403 | RequestTimeTooSkewed | The difference is too large. | CLOCK_SKEW | this machine's clock is wrong by more than 15 minutes
            403 | InvalidObjectState | The operation is not valid. | ARCHIVED | in an archive storage class, to be restored first
            301 | PermanentRedirect | The bucket must be addressed otherwise. | WRONG_REGION | it lies in another region
            503 | SlowDown | Please reduce your request rate. | THROTTLED | throttled
            500 | InternalError | We encountered an internal error. | SERVER | error in the service
            400 | KeyTooLongError | Your key is too long | OTHER | refused
            """)
    void aRefusalMeans(int status, String code, String message, AwsFailure failure, String text) throws Exception {
        try (FakeS3 s3 = new FakeS3();
                S3Client client = AwsClients.s3(s3.settings(1))) {
            s3.put("k", new byte[] {1}, Instant.now());
            s3.failAlways("k", new FakeS3.Refuse(status, code, message));
            S3Object object = new S3Bucket(client, "b", s3.settings(1), Backoff.NONE)
                    .object(new ListedObject("k", 1, Instant.now(), s3.etag("k")));
            assertThatThrownBy(object::open)
                    .isInstanceOfSatisfying(
                            AwsReadException.class, e -> assertThat(e.failure()).isEqualTo(failure))
                    .hasMessage("s3://b/k: " + text + " (" + code + ": " + message + ")");
        }
    }

    @Test
    void aClockThatIsWrongIsCorrectedWhereTheServiceTellsTheTime() throws Exception {
        try (FakeS3 s3 = new FakeS3();
                S3Client client = AwsClients.s3(s3.settings(3))) {
            s3.fail("LIST ", new FakeS3.Refuse(403, "RequestTimeTooSkewed", "The difference is too large."));
            assertThat(new S3Bucket(client, "b", s3.settings(3))
                            .list("", null, null, null)
                            .objects())
                    .isEmpty();
            assertThat(s3.requests()).hasSize(2);
        }
    }

    @Test
    void whatTheSdkItselfRefusesIsNoBrokenConnection() {
        AwsSettings settings = settings(null, "AKIAOWN", null, false);
        try (S3Client client = AwsClients.s3(settings)) {
            assertThatThrownBy(() -> new S3Bucket(client, "b", settings).head(""))
                    .isInstanceOfSatisfying(
                            AwsReadException.class, e -> assertThat(e.failure()).isEqualTo(AwsFailure.OTHER));
        }
        assertThat(requests).isEmpty();
        server.stop(0);
        assertThatThrownBy(() -> list(settings))
                .isInstanceOfSatisfying(
                        AwsReadException.class, e -> assertThat(e.failure()).isEqualTo(AwsFailure.CONNECTION));
    }
}
