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
}
