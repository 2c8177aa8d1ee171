package io.trailwatch.serve;

import io.trailwatch.serve.Checked.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks one instance all the time, and checks every answer. */
final class Asking implements AutoCloseable {
    private final ServeProcess instance;
    private final Supplier<Checked> now;
    private final CompletableFuture<Void> done;
    private final Map<Verdict, Integer> answers = new EnumMap<>(Verdict.class);
    private volatile boolean more = true;
    private volatile long wholeSince = -1;
    private volatile long unmarkedSince = -1;
    private volatile long lastBegun = System.nanoTime();
    private int rounds;

    /** @param now what the answer to a question that is asked now may be; asked again when the answer is there */
    Asking(ServeProcess instance, Supplier<Checked> now) {
        this.instance = instance;
        this.now = now;
        done = CompletableFuture.runAsync(this::run, work -> {
            Thread thread = new Thread(work, "asking");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void run() {
        while (more) {
            long begun = System.nanoTime();
            Verdict worst = round();
            lastBegun = begun;
            if (worst == Verdict.LESS) {
                wholeSince = -1;
            } else if (wholeSince < 0) {
                wholeSince = begun;
            }
            if (worst != Verdict.WHOLE) {
                unmarkedSince = -1;
            } else if (unmarkedSince < 0) {
                unmarkedSince = begun;
            }
        }
    }

    /** One question of each kind. */
    private Verdict round() {
        List<Verdict> verdicts = new ArrayList<>();
        List<String> arns = now.get().arns();
        String arn = arns.get(rounds++ % arns.size());
        try {
            Checked before = now.get();
            var list = instance.get("/api/v1/users?limit=500");
            verdicts.add(spanning(before).list(list));
            before = now.get();
            var user = instance.get(ServeClusterIT.user(arn));
            verdicts.add(spanning(before).user(arn, user));
            before = now.get();
            var summaries = instance.get("/api/v1/summary?format=jsonl");
            verdicts.add(spanning(before).summaries(summaries));
        } catch (IOException e) {
            // Broken off, as it must where a partition moves away in the middle: nobody takes it for whole.
            verdicts.add(Verdict.LESS);
        }
        verdicts.forEach(verdict -> answers.merge(verdict, 1, Integer::sum));
        return verdicts.stream().max(Enum::compareTo).orElseThrow();
    }

    private Checked spanning(Checked before) {
        return new Checked(before.least(), now.get().most());
    }

    /** Fails when an answer was wrong. */
    private void check() {
        if (done.isDone()) {
            done.join();
        }
    }

    /** Milliseconds from a moment until everything was answered again, marked or not; -1 while it is not. */
    long wholeAfter(long nanos) {
        check();
        return after(wholeSince, nanos);
    }

    /** The same for answers that are not marked. */
    long unmarkedAfter(long nanos) {
        check();
        return after(unmarkedSince, nanos);
    }

    private long after(long since, long nanos) {
        return since < 0 || lastBegun - nanos < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(Math.max(0, since - nanos));
    }

    @Override
    public String toString() {
        return answers.toString();
    }

    @Override
    public void close() {
        more = false;
        done.join();
    }
}
