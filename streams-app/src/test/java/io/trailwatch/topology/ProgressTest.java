package io.trailwatch.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void isReachedWhenEachPartitionIs() {
        Progress progress = Progress.forwardOnly();
        CompletableFuture<Void> reached = progress.reached(Map.of(0, 3L, 1, 1L, 2, 0L));
        progress.taken(progress.cell(0), 2);
        assertThat(reached).isNotDone();
        progress.taken(progress.cell(1), 0);
        assertThat(reached).isCompleted();
        assertThat(progress.next()).isEqualTo(Map.of(0, 3L, 1, 1L));
    }

    @Test
    void isReachedAtOnceWhereItHasBeen() {
        Progress progress = Progress.restartable();
        progress.taken(progress.cell(0), 9);
        assertThat(progress.reached(Map.of(0, 10L))).isCompleted();
        assertThat(progress.reached(Map.of())).isCompleted();
        assertThat(progress.reached(Map.of(0, 11L))).isNotDone();
    }

    @Test
    void onlyARunWithoutAChangelogInsistsOnGoingForward() {
        Progress once = Progress.forwardOnly();
        once.check(once.cell(4), 4, 100);
        once.taken(once.cell(4), 100);
        assertThatCode(() -> once.check(once.cell(4), 4, 105)).doesNotThrowAnyException();
        assertThatThrownBy(() -> once.check(once.cell(4), 4, 100))
                .hasMessageContaining("partition 4 was read again from offset 100");
        Progress again = Progress.restartable();
        again.taken(again.cell(4), 100);
        assertThatCode(() -> again.check(again.cell(4), 4, 3)).doesNotThrowAnyException();
    }

    @Test
    void whatWasTakenBeforeATaskBeganIsForgottenWhereItMayHaveBeenLost() {
        Progress progress = Progress.restartable();
        Progress.Cell before = progress.begun(0);
        progress.taken(before, 100);
        Progress.Cell again = progress.begun(0);
        assertThat(progress.next()).isEmpty();
        progress.taken(again, 50);
        progress.taken(before, 101);
        assertThat(progress.next()).containsExactly(Map.entry(0, 51L));

        Progress once = Progress.forwardOnly();
        once.taken(once.begun(0), 100);
        assertThat(once.begun(0).next())
                .as("a partition that only moves to another thread")
                .isEqualTo(101);
    }
}
