package io.trailwatch.query;

import java.util.List;

/**
 * A question that each process answers for the partitions it has, and whose answers can be put together.
 *
 * @param <T> the answer, written as JSON between processes
 */
interface Question<T> {
    /** Its name between processes. */
    String kind();

    Class<T> type();

    /** The answer for some partitions of this process. */
    T answer(LocalAnswers answers, List<HeldRows> partitions);

    /** The answer for all of them. */
    T merge(List<T> parts);
}
