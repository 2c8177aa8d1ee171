package io.trailwatch.ingest.connect.source;

/**
 * Which part of a source one of several tasks reads.
 *
 * @param task counted from 0
 * @param tasks how many there are
 */
public record Share(int task, int tasks) {
    public static final Share ALL = new Share(0, 1);

    public Share {
        if (tasks < 1 || task < 0 || task >= tasks) {
            throw new IllegalArgumentException("task " + task + " of " + tasks);
        }
    }

    boolean has(String stream) {
        return tasks == 1 || Math.floorMod(ObjectId.of(stream, "").low(), tasks) == task;
    }
}
