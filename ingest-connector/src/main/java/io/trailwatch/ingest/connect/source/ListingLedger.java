package io.trailwatch.ingest.connect.source;

import io.trailwatch.ingest.archive.PathOrder;
import io.trailwatch.ingest.archive.TrailObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of a part of a listing (a region of an account, a folder), bounded however many objects lie in it.
 * A storage sets an object's time itself when the object comes to be there. So after a full pass that began at T, only
 * objects of T less an overlap or later can still be new: those that are done are kept by name and version; of all others
 * it is known that they are done. A pass goes in the order of names; where it is, is remembered too.
 */
final class ListingLedger extends Ledger {
    static final String SINCE = "since";
    static final String BOUND = "bound";
    static final String START = "start";
    static final String CURSOR = "cursor";
    static final String LEFT = "left";

    /** 16 bytes each, so that an offset stays well below a megabyte, which is the most that Connect's topic takes. */
    static final int MOST_DONE = 20_000;
    /** What came less than this before a pass began, or during it, can always be found later. */
    private static final long MARGIN = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(ListingLedger.class);

    /** Left-out objects that are tried again. */
    static final int MOST_LEFT = 100;

    /** Those of {@link #done} that the pass has come by: it does not need them any more. */
    private final Set<ObjectId> passed = new HashSet<>();

    private final Set<String> left = new LinkedHashSet<>();
    private long start;
    private long since;
    private long bound;
    private String cursor = "";
    private String highest = "";
    private String resumeAfter = "";
    private boolean full;
    private boolean passing;
    private boolean crowded;

    ListingLedger(Map<String, String> partition) {
        super(partition);
    }

    @Override
    void load(Map<String, ?> offset) {
        super.load(offset);
        since = number(offset, SINCE);
        bound = Math.max(since, number(offset, BOUND));
        start = number(offset, START);
        cursor = text(offset, CURSOR).orElse("");
        text(offset, LEFT).ifPresent(names -> left.addAll(List.of(names.split("\0", -1))));
        resumeAfter = bound > since ? cursor : "";
    }

    @Override
    void store(Map<String, Object> offset) {
        offset.put(SINCE, since);
        offset.put(BOUND, bound);
        offset.put(START, start);
        offset.put(CURSOR, cursor);
        if (!left.isEmpty()) {
            offset.put(LEFT, String.join("\0", left));
        }
    }

    /** Whether a pass has been interrupted and goes on behind {@link #cursor()}. */
    boolean interrupted() {
        return !passing && bound > since;
    }

    /** The name that was done last in the pass. */
    String cursor() {
        return cursor;
    }

    /** The last of all names that were done. */
    String highest() {
        return PathOrder.compare(cursor, highest) > 0 ? cursor : highest;
    }

    /** When the last full pass began less the overlap, in milliseconds; 0 where there was none. */
    long since() {
        return since;
    }

    /**
     * Begins a pass, or goes on with the one that was interrupted.
     *
     * @param isFull whether everything is listed in which something new can be found
     * @param now the storage's clock, in milliseconds
     */
    void beginPass(boolean isFull, long now, long overlap) {
        passing = true;
        if (bound > since) {
            full = true;
            resumeAfter = cursor;
            return;
        }
        full = isFull;
        start = now;
        highest = highest();
        cursor = "";
        resumeAfter = "";
        bound = isFull ? Math.max(since, now - overlap) : since;
    }

    /** Whether nothing of this object is to be read any more. */
    boolean isDone(TrailObject object, long time) {
        if (time < since || (!resumeAfter.isEmpty() && PathOrder.compare(object.name(), resumeAfter) <= 0)) {
            return true;
        }
        ObjectId id = ObjectId.of(object.name(), object.version());
        boolean known = done.contains(id);
        if (known) {
            passed.add(id);
        }
        return known;
    }

    void done(TrailObject object, long time) {
        moveOn(object.name());
        left.remove(object.name());
        if (time >= bound) {
            ObjectId id = ObjectId.of(object.name(), object.version());
            done.add(id, time);
            passed.add(id);
            if (done.size() > MOST_DONE) {
                shrink();
            }
        }
        finish();
    }

    /** The object can't be read now, after {@code items} of it; gives whether that is new. */
    boolean leftOut(TrailObject object, long items) {
        moveOn(object.name());
        boolean first = left.add(object.name());
        if (left.size() > MOST_LEFT) {
            left.remove(left.iterator().next());
        }
        interrupt(items);
        return first;
    }

    private void moveOn(String name) {
        if (PathOrder.compare(name, cursor) > 0) {
            cursor = name;
        }
    }

    /**
     * Too many are new: the overlap becomes shorter. It takes effect when the pass is over, and only what the pass has come by
     * is forgotten, so that nothing is passed over or read again in it.
     */
    private void shrink() {
        bound = Math.max(bound, Math.min(start - MARGIN, done.quantile(0.5) + 1000));
        done.removeIf((id, time) -> time < bound && passed.remove(id));
        if (done.size() > 2 * MOST_DONE && !crowded) {
            crowded = true;
            LOG.warn(
                    "event=crowded stream=\"{}\" reason=\"over {} objects came during one pass: those that are listed again"
                            + " are read again\"",
                    Names.printable(String.valueOf(partition().get(STREAM))),
                    2 * MOST_DONE);
        }
        done.trim(2 * MOST_DONE);
        full = true;
    }

    void endPass() {
        passing = false;
        crowded = false;
        resumeAfter = "";
        passed.clear();
        if (full) {
            since = bound;
            done.removeIf((id, time) -> time < since - 1000);
        }
        bound = since;
        finish();
    }

    List<String> left() {
        return new ArrayList<>(left);
    }

    void forget(String name) {
        left.remove(name);
        finish();
    }
}
