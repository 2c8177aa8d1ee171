package io.trailwatch.ingest.archive.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object's bytes. When the connection breaks, reading goes on with a request for the rest of the same version
 * ({@code Range} with {@code If-Match}); only when that fails again and again without one byte more, it ends.
 */
final class ResumingStream extends InputStream {
    private final S3Bucket bucket;
    private final String key;
    private final Consumer<AwsReadException> onFailure;
    private String etag;
    private long position;
    private long size = -1;
    private int failures;
    private @Nullable ResponseInputStream<GetObjectResponse> in;

    ResumingStream(S3Bucket bucket, String key, String etag, Consumer<AwsReadException> onFailure) {
        this.bucket = bucket;
        this.key = key;
        this.etag = etag;
        this.onFailure = onFailure;
    }

    /** Sends the request, so that a denied object is known before anything is read. */
    void start() throws IOException {
        try {
            connect();
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    private ResponseInputStream<GetObjectResponse> connect() {
        ResponseInputStream<GetObjectResponse> stream = bucket.get(key, etag, position);
        in = stream;
        if (size < 0) {
            GetObjectResponse response = stream.response();
            size = response.contentLength() == null ? -1 : response.contentLength();
            if (etag.isEmpty() && response.eTag() != null) {
                etag = ListedObject.unquoted(response.eTag());
            }
        }
        return stream;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (true) {
            try {
                ResponseInputStream<GetObjectResponse> stream = in != null ? in : connect();
                int n = stream.read(target, offset, length);
                if (n < 0 && position < size) {
                    throw new EOFException("the connection ended after " + position + " of " + size + " bytes");
                }
                if (n > 0) {
                    position += n;
                    failures = 0;
                }
                return n;
            } catch (IOException | SdkException e) {
                abort();
                if (position > 0 && position == size) {
                    return -1;
                }
                failures++;
                if (failures >= bucket.attempts() || !AwsFailure.of(e).passing()) {
                    throw failed(e);
                }
                await();
            }
        }
    }

    private void await() throws IOException {
        try {
            bucket.backoff().await(failures);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to read on " + bucket.address(key));
        }
    }

    private AwsReadException failed(Exception e) {
        AwsReadException failure = AwsReadException.of(bucket.address(key), e);
        onFailure.accept(failure);
        return failure;
    }

    private void abort() {
        ResponseInputStream<GetObjectResponse> stream = in;
        in = null;
        if (stream != null) {
            stream.abort();
        }
    }

    /** Gives the connection back where everything was read; otherwise drops it, rather than read the rest for nothing. */
    @Override
    public void close() throws IOException {
        ResponseInputStream<GetObjectResponse> stream = in;
        if (stream != null && position == size) {
            in = null;
            stream.close();
        } else {
            abort();
        }
    }
}
