package io.trailwatch.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class GroupLeaseTest {
    private static final long LEASE = Duration.ofSeconds(3).toNanos();

    private final AtomicLong monotonic = new AtomicLong(Long.MAX_VALUE - LEASE);
    private final AtomicLong wall = new AtomicLong(Duration.ofDays(20_000).toNanos());
    private final Brokers brokers = new Brokers();
    private final GroupLease lease = new GroupLease(brokers, Duration.ofNanos(LEASE), monotonic::get, wall::get);

    private final class Brokers implements GroupLease.Group {
        boolean member = true;
        boolean away;
        long takes;

        @Override
        public boolean hasUs() throws Exception {
            pass(takes);
            if (away) {
                throw new java.util.concurrent.TimeoutException();
            }
            return member;
        }

        @Override
        public void close() {}
    }

    private void pass(long nanos) {
        monotonic.addAndGet(nanos);
        wall.addAndGet(nanos);
    }

    @Test
    void holdsForAWhileAfterTheBrokersWereAsked() throws Exception {
        assertThat(lease.holds()).as("before they were asked").isFalse();
        lease.ask();
        assertThat(lease.holds()).isTrue();
        pass(LEASE - 1);
        assertThat(lease.holds()).isTrue();
        pass(1);
        assertThat(lease.holds()).as("halted, or the brokers are away").isFalse();
        brokers.away = true;
        lease.ask();
        assertThat(lease.holds()).isFalse();
        brokers.away = false;
        brokers.member = false;
        lease.ask();
        assertThat(lease.holds()).as("put out").isFalse();
        brokers.member = true;
        lease.ask();
        assertThat(lease.holds()).isTrue();
    }

    @Test
    void anAnswerIsOfWhenTheyWereAskedHoweverLateItIsRead() throws Exception {
        brokers.takes = LEASE;
        lease.ask();
        assertThat(lease.holds()).isFalse();
        brokers.takes = LEASE - 1;
        lease.ask();
        assertThat(lease.holds()).isTrue();
    }

    @Test
    void aMachineThatSleptHoldsNothing() throws Exception {
        lease.ask();
        wall.addAndGet(LEASE);
        assertThat(lease.holds()).as("one clock stood still").isFalse();
    }

    @Test
    void countsForHalfASessionWhoeverSetIt() {
        StreamsSettings settings =
                StreamsSettings.serve("127.0.0.1:1", "app", java.nio.file.Path.of("state"), 1, java.util.Map.of());
        assertThat(StreamsProperties.session(StreamsProperties.of(settings))).hasSeconds(6);
        StreamsSettings own = StreamsSettings.serve(
                "127.0.0.1:1",
                "app",
                java.nio.file.Path.of("state"),
                1,
                java.util.Map.of("consumer.session.timeout.ms", "20000", "client.id", "mine"));
        assertThat(StreamsProperties.session(StreamsProperties.of(own))).hasSeconds(20);
        assertThat(StreamsProperties.of(own).get(StreamsConfig.CLIENT_ID_CONFIG))
                .asString()
                .startsWith("mine-")
                .isNotEqualTo(StreamsProperties.of(own).get(StreamsConfig.CLIENT_ID_CONFIG));
    }
}
