package io.trailwatch.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void noMoreThanAllowedAreMadeAtOnce() throws Exception {
        Turns turns = new Turns(2, 100, Duration.ofMinutes(2));
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int number = i;
                all.add(CompletableFuture.supplyAsync(
                        () -> turns.take(() -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            now.decrementAndGet();
                            return number;
                        }),
                        threads));
            }
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).get(120, TimeUnit.SECONDS)).isEqualTo(i);
            }
            assertThat(most.get()).isBetween(1, 2);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void oneThatWaitsTooLongOrFindsTooManyWaitingIsRefused() throws Exception {
        Turns turns = new Turns(1, 1, Duration.ofMillis(10));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Boolean> holder = CompletableFuture.supplyAsync(
                () -> turns.take(() -> {
                    inside.countDown();
                    try {
                        return go.await(120, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }),
                work -> new Thread(work).start());
        assertThat(inside.await(120, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> turns.take(() -> 1))
                .isInstanceOf(BusyException.class)
                .hasMessage("the question waited too long for its turn");
        assertThatThrownBy(() -> new Turns(1, 0, Duration.ofMinutes(1)).take(() -> 1))
                .isInstanceOf(BusyException.class)
                .hasMessage("too many questions wait for their turn");
        go.countDown();
        assertThat(holder.get(120, TimeUnit.SECONDS)).isTrue();
        assertThat(turns.take(() -> 7)).isEqualTo(7);
        assertThatThrownBy(() -> turns.take(() -> {
                    throw new IllegalArgumentException("work failed");
                }))
                .hasMessage("work failed");
        assertThat(turns.take(() -> 8)).as("its place is free again").isEqualTo(8);
    }
}
