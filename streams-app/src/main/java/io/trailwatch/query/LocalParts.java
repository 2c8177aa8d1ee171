package io.trailwatch.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process can answer by itself, in turn. */
final class LocalParts {
    private static final Logger LOG = LoggerFactory.getLogger(LocalParts.class);

    private final Stores stores;
    private final LocalAnswers answers;
    private final Turns turns;

    LocalParts(Stores stores, LocalAnswers answers, Turns turns) {
        this.stores = stores;
        this.answers = answers;
        this.turns = turns;
    }

    /** Of these, the partitions that are here and can be asked. */
    Map<Integer, HeldRows> open(Collection<Integer> partitions, boolean stale) {
        Map<Integer, HeldRows> open = new TreeMap<>();
        for (int partition : partitions) {
            HeldRows held = stores.open(partition, stale);
            if (held != null) {
                open.put(partition, held);
            }
        }
        return open;
    }

    /** The answer of rows that were opened, or null when they were closed meanwhile: then all of it is thrown away. */
    <T> @Nullable Part<T> answer(Question<T> question, Map<Integer, HeldRows> open) {
        return made(open, held -> question.answer(answers, held));
    }

    /** The same for all summaries; the caller closes them. */
    @Nullable
    Part<Peers.Summaries> summaries(Questions.AllSummaries question, Map<Integer, HeldRows> open) {
        return made(open, held -> inTurn(answers.summaries(held, question.range(), question.view())));
    }

    private <T> @Nullable Part<T> made(Map<Integer, HeldRows> open, Function<List<HeldRows>, T> answer) {
        if (open.isEmpty()) {
            return null;
        }
        try {
            T value = turns.take(() -> answer.apply(new ArrayList<>(open.values())));
            Map<Integer, Long> stale = new TreeMap<>();
            open.forEach((partition, held) -> {
                if (held.stale()) {
                    stale.put(partition, held.lag());
                }
            });
            Set<Integer> served = new TreeSet<>(open.keySet());
            return new Part<>(served, stale, value);
        } catch (BusyException | TooCostlyException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.debug("rows of partitions {} could not be read", open.keySet(), e);
            return null;
        }
    }

    private Peers.Summaries inTurn(Peers.Summaries summaries) {
        return new Peers.Summaries() {
            @Override
            public boolean hasNext() {
                return summaries.hasNext();
            }

            @Override
            public OrderedSummary next() {
                return turns.take(summaries::next);
            }

            @Override
            public void close() {
                summaries.close();
            }
        };
    }
}
