package io.trailwatch.summary.store;

import org.jspecify.annotations.Nullable;

/** Where rows lie that are not on the heap. */
interface Backing {
    /** False where no row can have been written yet. */
    boolean mayHold();

    /** Whether there is any header of a user, in any window. */
    boolean holds(byte[] arn);

    byte @Nullable [] read(byte kind, byte[] key, int window);

    void write(byte kind, byte[] key, int window, byte[] value);
}
