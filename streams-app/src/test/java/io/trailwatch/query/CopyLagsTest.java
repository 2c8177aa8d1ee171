package io.trailwatch.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopyLagsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Map<Integer, Long> brokers = new HashMap<>(Map.of(0, 7L, 1, 9L));
    private final Object store = new Object();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private CopyLags.Opened opening(int number) {
        return new CopyLags.Opened(store, number);
    }

    @Test
    void aLagIsAskedForAndSharedForAMoment() {
        AtomicInteger calls = new AtomicInteger();
        CopyLags lags = new CopyLags(
                () -> {
                    calls.incrementAndGet();
                    return brokers;
                },
                executor,
                LONG);
        assertThat(lags.of(0, opening(1))).isEqualTo(7);
        assertThat(lags.of(1, opening(1))).isEqualTo(9);
        assertThat(calls.get()).isEqualTo(2);
        assertThat(lags.of(2, opening(1))).as("nobody knows of it").isNull();
    }

    /** The trap: a store is thrown away while its old lag is on its way; the new one would look complete. */
    @Test
    void aLagThatWasAskedForBeforeTheStoreWasOpenedDoesNotCount() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Map<Integer, Long>> first = new CompletableFuture<>();
        Deque<CompletableFuture<Map<Integer, Long>>> answers = new ArrayDeque<>();
        answers.add(first);
        answers.add(CompletableFuture.completedFuture(Map.of(0, 500L)));
        CopyLags lags = new CopyLags(
                () -> {
                    begun.countDown();
                    return answers.remove().join();
                },
                executor,
                LONG);
        CompletableFuture<Long> before = CompletableFuture.supplyAsync(() -> lags.of(0, opening(1)));
        begun.await();
        // Closed, wiped, opened again: as the call under way has begun before.
        CompletableFuture<Long> after = CompletableFuture.supplyAsync(() -> lags.of(0, opening(2)));
        first.complete(Map.of(0, 0L));
        assertThat(before.get(60, TimeUnit.SECONDS)).isIn(0L, null);
        assertThat(after.get(60, TimeUnit.SECONDS)).isEqualTo(500);
    }

    @Test
    void whileTheBrokersAreAwayALagThatWasKnownIsUnknownAndOneThatNeverWasIsNone() {
        CountDownLatch back = new CountDownLatch(1);
        AtomicBoolean away = new AtomicBoolean();
        CopyLags lags = new CopyLags(
                () -> {
                    try {
                        if (away.get()) {
                            back.await();
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return brokers;
                },
                executor,
                Duration.ofMillis(100));
        await().atMost(LONG).until(() -> Long.valueOf(7).equals(lags.of(0, opening(1))));
        away.set(true);
        await().atMost(LONG).until(() -> Long.valueOf(Coverage.UNKNOWN).equals(lags.of(0, opening(1))));
        assertThat(lags.of(0, opening(2))).isNull();
        assertThat(lags.of(1, opening(1))).isNull();
        back.countDown();
        await().atMost(LONG).until(() -> Long.valueOf(9).equals(lags.of(1, opening(1))));
        await().atMost(LONG).until(() -> Long.valueOf(7).equals(lags.of(0, opening(2))));
    }

    @Test
    void aCallThatFailsIsMadeAgain() {
        AtomicInteger calls = new AtomicInteger();
        CopyLags lags = new CopyLags(
                () -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("no brokers");
                    }
                    return brokers;
                },
                executor,
                LONG);
        assertThat(lags.of(0, opening(1))).isNull();
        assertThat(lags.of(0, opening(1))).isEqualTo(7);
    }
}
