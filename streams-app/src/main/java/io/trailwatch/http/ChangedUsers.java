package io.trailwatch.http;

import io.trailwatch.query.Changes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Users that changed and are to be looked up, each once: those that wait longest first, and behind the others those that were
 * looked up too soon. For one thread.
 */
final class ChangedUsers {
    /** More than these are not kept: whoever follows loads the list anew. */
    static final int MOST = 10_000;

    /** A user's newest change, and since when the user waits, in nanoseconds. */
    record Waiting(Changes.Change change, long since) {}

    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final long patience;

    /** @param patience nanoseconds after which a user is given up */
    ChangedUsers(long patience) {
        this.patience = patience;
    }

    /** Takes note of a change; false where there are too many, and then none is kept. */
    boolean add(Changes.Change change, long now) {
        waiting.merge(change.arn(), new Waiting(change, now), (old, fresh) -> new Waiting(change, old.since));
        if (waiting.size() <= MOST) {
            return true;
        }
        waiting.clear();
        return false;
    }

    /** Those to look up now. */
    List<Waiting> next(int most) {
        return waiting.values().stream().limit(most).toList();
    }

    /** There is nothing more to do for a user. */
    void done(Waiting user) {
        waiting.remove(user.change.arn());
    }

    /** The store does not have the change yet, or can't be asked; false where it was so for too long. */
    boolean keep(Waiting user, long now) {
        waiting.remove(user.change.arn());
        if (now - user.since > patience) {
            return false;
        }
        waiting.put(user.change.arn(), user);
        return true;
    }
}
