package io.trailwatch.ingest.archive.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.RequestPayer;

/**
 * A bucket. Uses {@code ListObjectsV2}, {@code GetObject} and {@code HeadObject} (which also needs only
 * {@code s3:GetObject}).
 */
public final class S3Bucket implements BucketLister {
    private final S3Client client;
    private final String name;
    private final @Nullable RequestPayer payer;
    private final int attempts;
    private final Backoff backoff;

    public S3Bucket(S3Client client, String name, AwsSettings settings) {
        this(client, name, settings, Backoff.STANDARD);
    }

    public S3Bucket(S3Client client, String name, AwsSettings settings, Backoff backoff) {
        this.client = client;
        this.name = name;
        this.payer = settings.requesterPays() ? RequestPayer.REQUESTER : null;
        this.attempts = settings.maxAttempts();
        this.backoff = backoff;
    }

    public String name() {
        return name;
    }

    /** {@code s3://bucket/key} */
    public String address(String key) {
        return "s3://" + name + "/" + key;
    }

    int attempts() {
        return attempts;
    }

    Backoff backoff() {
        return backoff;
    }

    @Override
    public ListPage list(String prefix, @Nullable String delimiter, @Nullable String startAfter, @Nullable String next)
            throws AwsReadException {
        ListObjectsV2Response response;
        try {
            response = client.listObjectsV2(ListObjectsV2Request.builder()
                    .bucket(name)
                    .prefix(prefix)
                    .delimiter(delimiter)
                    .startAfter(next == null ? startAfter : null)
                    .continuationToken(next)
                    .requestPayer(payer)
                    .build());
        } catch (SdkException e) {
            throw AwsReadException.of("listing " + address(prefix), e);
        }
        List<ListedObject> objects = new ArrayList<>(response.contents().size());
        for (var object : response.contents()) {
            objects.add(new ListedObject(
                    object.key(),
                    object.size() == null ? 0 : object.size(),
                    object.lastModified() == null ? Instant.EPOCH : object.lastModified(),
                    object.eTag() == null ? "" : ListedObject.unquoted(object.eTag())));
        }
        boolean more = Boolean.TRUE.equals(response.isTruncated());
        return new ListPage(
                objects,
                response.commonPrefixes().stream().map(CommonPrefix::prefix).toList(),
                more ? response.nextContinuationToken() : null,
                time(response));
    }

    private static Instant time(ListObjectsV2Response response) {
        try {
            return response.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .orElseGet(Instant::now);
        } catch (DateTimeException e) {
            return Instant.now();
        }
    }

    /** Size, time and ETag of an object that a notice names. */
    public ListedObject head(String key) throws AwsReadException {
        try {
            HeadObjectResponse response =
                    client.headObject(request -> request.bucket(name).key(key).requestPayer(payer));
            return new ListedObject(
                    key,
                    response.contentLength() == null ? 0 : response.contentLength(),
                    response.lastModified() == null ? Instant.EPOCH : response.lastModified(),
                    response.eTag() == null ? "" : ListedObject.unquoted(response.eTag()));
        } catch (SdkException e) {
            throw AwsReadException.of("looking up " + address(key), e);
        }
    }

    /** The object, to be read; its version is the listed one or none. */
    public S3Object object(ListedObject listed) {
        return new S3Object(this, listed);
    }

    /** Its bytes from {@code position} on, of the version with this ETag. */
    ResponseInputStream<GetObjectResponse> get(String key, String etag, long position) {
        return client.getObject(GetObjectRequest.builder()
                .bucket(name)
                .key(key)
                .ifMatch(etag.isEmpty() ? null : '"' + etag + '"')
                .range(position == 0 ? null : "bytes=" + position + "-")
                .requestPayer(payer)
                .build());
    }
}
