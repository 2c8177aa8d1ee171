package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.s3.AwsReadException;
import java.util.List;

/** A queue with notices. */
interface NoticeQueue extends AutoCloseable {
    /** A message as it was received. */
    record Received(String receipt, String body, int receives) {}

    /** Waits up to some seconds for up to ten messages. */
    List<Received> receive() throws AwsReadException;

    /** At most ten. What can't be deleted comes again, and is a duplicate then. */
    void delete(List<String> receipts) throws AwsReadException;

    /** Keeps up to ten messages from others for the visibility timeout from now. */
    void extend(List<String> receipts) throws AwsReadException;

    /** The visibility timeout in milliseconds. */
    long visibilityMillis();

    @Override
    void close();
}
