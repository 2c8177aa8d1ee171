package io.trailwatch.summary.store;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What guards one partition's heap part. */
final class StoreLock extends ReentrantLock {
    private static final long serialVersionUID = 1;

    /** Does something while nobody else reads or changes the heap part. */
    <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock();
        try {
            return action.get();
        } finally {
            unlock();
        }
    }
}
