package io.trailwatch.query;

import io.trailwatch.summary.TimeRange;
import io.trailwatch.summary.UserSummary;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All summaries in the order of the output, made one by one. Throws when a partition moved away or an instance broke off
 * meanwhile ({@link NotReadyException}): what was read until then is no whole answer.
 */
public final class SummaryStream implements Iterator<UserSummary>, AutoCloseable {
    private record Source(Iterator<OrderedSummary> rest, OrderedSummary head) {
        static @Nullable Source of(Iterator<OrderedSummary> rest) {
            return rest.hasNext() ? new Source(rest, rest.next()) : null;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(SummaryStream.class);

    private final List<Peers.Summaries> sources;
    private final PriorityQueue<Source> heads =
            new PriorityQueue<>(Comparator.comparing(Source::head, OrderedSummary.ORDER));
    private final TimeRange range;

    SummaryStream(List<Peers.Summaries> sources, TimeRange range) {
        this.sources = List.copyOf(sources);
        this.range = range;
        for (Iterator<OrderedSummary> source : sources) {
            add(source);
        }
    }

    /** The range that the summaries really cover. */
    public TimeRange range() {
        return range;
    }

    private void add(Iterator<OrderedSummary> rest) {
        try {
            Source source = Source.of(rest);
            if (source != null) {
                heads.add(source);
            }
        } catch (BusyException | NotReadyException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.debug("summaries broke off", e);
            throw new NotReadyException("a partition moved away while its summaries were made");
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public UserSummary next() {
        Source least = heads.poll();
        if (least == null) {
            throw new NoSuchElementException();
        }
        add(least.rest);
        return least.head.summary();
    }

    @Override
    public void close() {
        close(sources);
    }

    static void close(List<Peers.Summaries> sources) {
        sources.forEach(Peers.Summaries::close);
    }
}
