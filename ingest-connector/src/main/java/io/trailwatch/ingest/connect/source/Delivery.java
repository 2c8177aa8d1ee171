package io.trailwatch.ingest.connect.source;

/** A message that was received and is ours until its visibility timeout ends: it is deleted when all it tells of is done. */
final class Delivery {
    private final String receipt;
    private final int receives;
    private int open;
    private boolean released;

    /**
     * @param receives how often it was received, with this time
     * @param open how many things it tells of
     */
    Delivery(String receipt, int receives, int open) {
        this.receipt = receipt;
        this.receives = receives;
        this.open = open;
    }

    String receipt() {
        return receipt;
    }

    int receives() {
        return receives;
    }

    /** One of its things is done and in Kafka; true when it can be deleted. */
    synchronized boolean oneDone() {
        open--;
        return open == 0 && !released;
    }

    /** It is left to come again. */
    synchronized void release() {
        released = true;
    }

    synchronized boolean isReleased() {
        return released;
    }
}
