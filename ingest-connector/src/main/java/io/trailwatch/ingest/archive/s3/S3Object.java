package io.trailwatch.ingest.archive.s3;

import io.trailwatch.ingest.archive.TrailObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An object in a bucket. Only the version that was listed is read; it is streamed, never held. */
public final class S3Object implements TrailObject {
    private final S3Bucket bucket;
    private final ListedObject listed;
    private @Nullable AwsReadException failure;

    S3Object(S3Bucket bucket, ListedObject listed) {
        this.bucket = bucket;
        this.listed = listed;
    }

    @Override
    public String name() {
        return listed.key();
    }

    @Override
    public long size() {
        return listed.size();
    }

    @Override
    public Instant lastModified() {
        return listed.lastModified();
    }

    @Override
    public String version() {
        return listed.etag();
    }

    /** {@code s3://bucket/key} */
    public String address() {
        return bucket.address(listed.key());
    }

    @Override
    public InputStream open() throws IOException {
        failure = null;
        ResumingStream stream = new ResumingStream(bucket, listed.key(), listed.etag(), this::failed);
        stream.start();
        return stream;
    }

    private void failed(AwsReadException e) {
        failure = e;
    }

    /** Why the last reading did not get to the end, or null. */
    public @Nullable AwsReadException failure() {
        return failure;
    }
}
