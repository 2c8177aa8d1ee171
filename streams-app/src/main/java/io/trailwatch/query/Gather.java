package io.trailwatch.query;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for each partition the instance that counts it and, where that does not answer, one that has a copy. Each partition is
 * in the answer once, or it is named as missing.
 */
final class Gather {
    private static final Logger LOG = LoggerFactory.getLogger(Gather.class);

    /** A copy that is further behind has just begun, and another has more; Kafka Streams draws the line there too. */
    private static final long NEAR = 10_000;

    private final Stores stores;
    private final LocalParts local;
    private final Peers peers;
    private final Executor remote;
    private final Silent silent = new Silent(Duration.ofSeconds(2), System::nanoTime);

    Gather(Stores stores, LocalParts local, Peers peers, Executor remote) {
        this.stores = stores;
        this.local = local;
        this.peers = peers;
        this.remote = remote;
    }

    /** Asks one question and puts the answers together. */
    <T> Answer<T> ask(Question<T> question, Collection<Integer> partitions) {
        Parts<T> parts = new Parts<>(partitions);
        gather(
                parts,
                open -> local.answer(question, open),
                (peer, wanted) -> peers.ask(peer, question, wanted.partitions, wanted.stale));
        return parts.answer(question::merge);
    }

    /** Opens all summaries as one stream, to be closed by the caller. */
    Answer<SummaryStream> summaries(Questions.AllSummaries question, Collection<Integer> partitions) {
        Parts<Peers.Summaries> parts = new Parts<>(partitions);
        try {
            gather(
                    parts,
                    open -> local.summaries(question, open),
                    (peer, wanted) -> peers.summaries(peer, question, wanted.partitions, wanted.stale));
            return parts.answer(all -> new SummaryStream(all, question.range()));
        } catch (RuntimeException e) {
            SummaryStream.close(parts.values);
            throw e;
        }
    }

    private record Wanted(Collection<Integer> partitions, boolean stale) {}

    private <T> void gather(
            Parts<T> parts,
            Function<Map<Integer, HeldRows>, @Nullable Part<T>> here,
            BiFunction<Instance, Wanted, Part<T>> there) {
        Map<Integer, HeldRows> open = local.open(parts.missing, false);
        Set<Integer> elsewhere = new TreeSet<>(parts.missing);
        elsewhere.removeAll(open.keySet());
        List<Instance> others =
                stores.instances().stream().filter(i -> !i.self()).toList();
        List<CompletableFuture<@Nullable Part<T>>> asked = new ArrayList<>();
        silent.keep(others.stream().map(Instance::address).collect(Collectors.toSet()));
        if (!elsewhere.isEmpty()) {
            for (Instance peer : others) {
                Set<Integer> its = intersection(elsewhere, peer.active());
                if (!its.isEmpty()) {
                    elsewhere.removeAll(its);
                    asked.add(start(() -> tried(peer, new Wanted(its, false), there)));
                }
            }
        }
        RuntimeException refused = null;
        try {
            parts.add(here.apply(open));
        } catch (RuntimeException e) {
            refused = e;
        }
        for (CompletableFuture<@Nullable Part<T>> answer : asked) {
            try {
                parts.add(joined(answer));
            } catch (RuntimeException e) {
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
        copies(parts, others, here, there);
    }

    /**
     * What nobody answered for yet: copies will do, here and elsewhere, and last what has only begun to be copied here, or may
     * be no longer ours.
     */
    private <T> void copies(
            Parts<T> parts,
            List<Instance> others,
            Function<Map<Integer, HeldRows>, @Nullable Part<T>> here,
            BiFunction<Instance, Wanted, Part<T>> there) {
        if (parts.missing.isEmpty()) {
            return;
        }
        Map<Integer, HeldRows> open = local.open(parts.missing, true);
        Map<Integer, HeldRows> last = new TreeMap<>(open);
        last.values().removeIf(held -> held.kind() == HeldRows.Kind.COPY && held.lag() <= NEAR);
        open.keySet().removeAll(last.keySet());
        parts.add(here.apply(open));
        for (Instance peer : others) {
            Set<Integer> its = intersection(parts.missing, peer.standby());
            its.addAll(intersection(parts.missing, peer.active()));
            if (!its.isEmpty()) {
                // By a thread of those that ask: so many wait for others at most, and the rest answers others.
                parts.add(joined(start(() -> tried(peer, new Wanted(its, true), there))));
            }
        }
        last.keySet().retainAll(parts.missing);
        parts.add(here.apply(last));
    }

    private static <T> @Nullable Part<T> joined(CompletableFuture<@Nullable Part<T>> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }

    private static Set<Integer> intersection(Set<Integer> a, Set<Integer> b) {
        Set<Integer> both = new TreeSet<>(a);
        both.retainAll(b);
        return both;
    }

    private <T> @Nullable Part<T> tried(Instance peer, Wanted wanted, BiFunction<Instance, Wanted, Part<T>> there) {
        if (!silent.ask(peer)) {
            return null;
        }
        try {
            Part<T> part = there.apply(peer, wanted);
            silent.answered(peer);
            return part;
        } catch (PeerException e) {
            if (e.timedOut()) {
                silent.timedOut(peer);
            } else {
                silent.answered(peer);
            }
            LOG.debug("instance {} did not answer", peer.address(), e);
            return null;
        }
    }

    private <T> CompletableFuture<@Nullable Part<T>> start(java.util.function.Supplier<@Nullable Part<T>> work) {
        try {
            return CompletableFuture.supplyAsync(work, remote);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new BusyException("too many questions to other instances are under way"));
        }
    }

    /** The answers so far. */
    private static final class Parts<T> {
        private final Set<Integer> missing;
        private final Map<Integer, Long> stale = new HashMap<>();
        private final List<T> values = new ArrayList<>();

        Parts(Collection<Integer> partitions) {
            missing = new TreeSet<>(partitions);
        }

        void add(@Nullable Part<T> part) {
            if (part == null || part.served().isEmpty()) {
                return;
            }
            if (!missing.containsAll(part.served())) {
                throw new IllegalStateException("partitions " + part.served() + " were answered for twice");
            }
            missing.removeAll(part.served());
            stale.putAll(part.stale());
            values.add(part.value());
        }

        <R> Answer<R> answer(Function<List<T>, R> merge) {
            if (values.isEmpty()) {
                return new Answer.NotReady<>("no partition answers: stores are being restored, or partitions move");
            }
            return Answer.of(merge.apply(values), new Coverage(new TreeSet<>(missing), new TreeMap<>(stale)));
        }
    }
}
