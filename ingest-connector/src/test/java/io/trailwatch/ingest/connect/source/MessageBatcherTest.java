package io.trailwatch.ingest.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.ingest.archive.ReaderLimits;
import io.trailwatch.ingest.archive.Reject;
import io.trailwatch.ingest.archive.s3.Backoff;
import io.trailwatch.ingest.feed.RejectedItem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBatcherTest {
    private final List<List<TrailMessage>> batches = new ArrayList<>();
    private final QueueLedger ledger = new QueueLedger(Ledger.partition("source", "stream"));

    private MessageBatcher batcher(boolean pack) {
        PumpSettings settings = new PumpSettings(ReaderLimits.DEFAULT, pack, 5000, 1_000_000, 20, Backoff.NONE);
        return new MessageBatcher(settings, new SourceMetrics(), batches::add);
    }

    private Claim claim() {
        return Claim.of(RejectedItem.of("file", -1, "reason", new byte[0], 0, 0), ledger, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsRejectedDoesNotPileUp(boolean pack) throws Exception {
        MessageBatcher batcher = batcher(pack);
        batcher.start(claim(), 0);
        byte[] piece = "x".repeat(60_000).getBytes();
        for (int i = 0; i < 400; i++) {
            batcher.rejected(Reject.BAD_LINE, i, piece, 0, piece.length);
            long shipped = batches.stream().mapToLong(List::size).sum();
            assertThat(i + 1 - shipped).as("messages that are held").isLessThan(150);
        }
        batcher.flush();
        batcher.end();
        batcher.ship();
        assertThat(batches.stream().mapToLong(List::size).sum()).isEqualTo(400);
        List<TrailMessage> last = batches.get(batches.size() - 1);
        assertThat(last.get(last.size() - 1).endsObject()).isTrue();
        assertThat(batches.stream().flatMap(List::stream).filter(TrailMessage::endsObject))
                .hasSize(1);
    }

    @Test
    void whatWasDoneBeforeIsPassedOver() throws Exception {
        MessageBatcher batcher = batcher(false);
        batcher.start(claim(), 2);
        for (int i = 0; i < 5; i++) {
            batcher.rejected(Reject.BAD_LINE, i, new byte[] {'0'}, 0, 1);
        }
        batcher.end();
        batcher.ship();
        assertThat(batches)
                .singleElement()
                .satisfies(batch -> assertThat(batch)
                        .extracting(message -> message.offset().get("items"))
                        .containsExactly(3L, 4L, null));
    }
}
