package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.TrailObject;
import io.trailwatch.ingest.archive.s3.AwsReadException;
import io.trailwatch.ingest.archive.s3.ListedObject;
import io.trailwatch.ingest.archive.s3.S3Bucket;

/** Opens objects of a bucket. */
public record S3Opener(S3Bucket bucket) implements BucketSource.Opener {
    @Override
    public TrailObject open(ListedObject listed) {
        return bucket.object(listed);
    }

    @Override
    public ListedObject head(String key) throws AwsReadException {
        return bucket.head(key);
    }
}
