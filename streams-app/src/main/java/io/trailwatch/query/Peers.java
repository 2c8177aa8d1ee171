package io.trailwatch.query;

import java.util.Collection;
import java.util.Iterator;

/** How other instances are asked. Each asks no further: one hop. */
interface Peers {
    /** All summaries of some partitions of one instance, in order; throws when they break off. */
    interface Summaries extends Iterator<OrderedSummary>, AutoCloseable {
        @Override
        void close();
    }

    /**
     * Asks for what the instance has of some partitions.
     *
     * @param stale whether copies will do
     * @throws PeerException when it does not answer
     */
    <T> Part<T> ask(Instance peer, Question<T> question, Collection<Integer> partitions, boolean stale);

    /** Asks for all summaries of partitions; the caller closes them. */
    Part<Summaries> summaries(
            Instance peer, Questions.AllSummaries question, Collection<Integer> partitions, boolean stale);
}
