package io.trailwatch.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SilentTest {
    private static final long PAUSE = Duration.ofSeconds(2).toNanos();

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - PAUSE / 2);
    private final Silent silent = new Silent(Duration.ofNanos(PAUSE), clock::get);
    private final Instance one = new Instance("10.0.0.1", 1, false, Set.of(), Set.of());
    private final Instance other = new Instance("10.0.0.2", 1, false, Set.of(), Set.of());

    @Test
    void afterASilenceOneQuestionAPauseIsAsked() {
        assertThat(silent.ask(one)).isTrue();
        silent.timedOut(one);
        assertThat(silent.ask(one)).isFalse();
        assertThat(silent.ask(other)).isTrue();
        clock.addAndGet(PAUSE - 1);
        assertThat(silent.ask(one)).isFalse();
        clock.addAndGet(1);
        assertThat(silent.ask(one)).isTrue();
        assertThat(silent.ask(one)).as("the others wait for that one").isFalse();
        clock.addAndGet(PAUSE);
        assertThat(silent.ask(one)).isTrue();
        silent.answered(one);
        assertThat(silent.ask(one)).isTrue();
        assertThat(silent.ask(one)).isTrue();
    }

    @Test
    void thoseThatTheGroupNoLongerNamesAreForgotten() {
        silent.timedOut(one);
        silent.timedOut(other);
        silent.keep(Set.of(other.address()));
        assertThat(silent.ask(one)).isTrue();
        assertThat(silent.ask(other)).isFalse();
    }
}
