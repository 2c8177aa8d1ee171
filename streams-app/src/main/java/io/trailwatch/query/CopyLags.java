package io.trailwatch.query;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far this process's copies are behind, in changes of rows. Kafka asks the brokers for that, and waits for long where they
 * are away; here one call at a time is under way, many questions share its answer, and none waits for long.
 *
 * <p>A lag is of one opening of a store and was asked for while that was open. One that was asked for before says nothing: the
 * store may have been thrown away and begun anew since, and would look complete.
 */
final class CopyLags {
    private static final Logger LOG = LoggerFactory.getLogger(CopyLags.class);
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** One opening of a store. */
    record Opened(Object store, int opening) {}

    private record Known(Opened opened, long lag, long asked) {}

    /** One call, and of which stores it is known that they were open before it. */
    private static final class Call {
        private final Map<Integer, Opened> opened = new HashMap<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private long begun;
    }

    private final Supplier<Map<Integer, Long>> lags;
    private final Executor executor;
    private final long patient;
    private final Map<Integer, Known> known = new ConcurrentHashMap<>();
    /** Under way. */
    private @Nullable Call running;
    /** Begins when the one that is under way ends. */
    private @Nullable Call waiting;

    /**
     * @param lags asks for all lags of this process's copies by partition; may throw, and may take long
     * @param executor of one thread
     * @param patience for how long a question waits
     */
    CopyLags(Supplier<Map<Integer, Long>> lags, Executor executor, Duration patience) {
        this.lags = lags;
        this.executor = executor;
        this.patient = patience.toNanos();
    }

    /**
     * The lag of an opened copy, not older than a moment.
     *
     * @return {@link Coverage#UNKNOWN} where only an older one is known; null where none was ever known since it was opened
     */
    @Nullable
    Long of(int partition, Opened opened) {
        Known now = known.get(partition);
        if (now != null && now.opened.equals(opened) && System.nanoTime() - now.asked < FRESH_NANOS) {
            return now.lag;
        }
        await(call(partition, opened));
        Known then = known.get(partition);
        if (then == null || !then.opened.equals(opened)) {
            return null;
        }
        return System.nanoTime() - then.asked < FRESH_NANOS + patient ? then.lag : Coverage.UNKNOWN;
    }

    private synchronized Call call(int partition, Opened opened) {
        Call now = running;
        if (now != null && opened.equals(now.opened.get(partition))) {
            return now;
        }
        Call next = waiting == null ? new Call() : waiting;
        next.opened.put(partition, opened);
        waiting = next;
        if (now == null) {
            begin(next);
        }
        return next;
    }

    private synchronized void begin(Call call) {
        waiting = null;
        running = call;
        // Those that were asked for before are asked for again soon.
        known.forEach((partition, last) -> call.opened.putIfAbsent(partition, last.opened));
        call.begun = System.nanoTime();
        executor.execute(() -> ask(call));
    }

    private void ask(Call call) {
        try {
            long asked = System.nanoTime();
            Map<Integer, Long> answer = lags.get();
            call.opened.forEach((partition, opened) -> {
                Long lag = answer.get(partition);
                if (lag != null) {
                    known.put(partition, new Known(opened, lag, asked));
                }
            });
        } catch (RuntimeException e) {
            LOG.debug("lags of copies are not known", e);
        } finally {
            ended();
            call.done.complete(null);
        }
    }

    private synchronized void ended() {
        running = null;
        Call next = waiting;
        if (next != null) {
            begin(next);
        }
    }

    /** Nobody waits for a call that has taken long already. */
    private synchronized long patience() {
        Call now = running;
        return now == null || System.nanoTime() - now.begun < patient ? patient : 0;
    }

    private void await(Call call) {
        try {
            call.done.get(patience(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("lags of copies are not there yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
