package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.s3.AwsFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where objects come from. All but {@link #committed} is called by one thread.
 */
public sealed interface TrailSource extends AutoCloseable permits DirectorySource, BucketSource, QueueSource {
    /** Whether {@link #next} has something without asking anybody. */
    boolean ready();

    /** The next thing to read, or null where there is nothing for now. */
    @Nullable
    Claim next() throws IOException, InterruptedException;

    /** How long to wait after {@link #next} gave nothing, in milliseconds. */
    long idleMillis();

    /** The object was read to its end, or is gone: it is done. */
    void done(Claim claim);

    /**
     * The object can't be read now.
     *
     * @param items how many of its items are done
     * @return whether this is to be noted on the quarantine topic, after which the claim is over; otherwise it comes again
     */
    boolean leaveOut(Claim claim, long items);

    /** Whether this is wrong with all that there is, so that reading ends; otherwise with one object. */
    default boolean endsTask(AwsFailure failure) {
        return failure.concernsAll();
    }

    /** All messages of the claim are in Kafka. Called by any thread. */
    void committed(Claim claim);

    @Override
    void close();
}
