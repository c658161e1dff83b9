package io.txstream.status.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import io.txstream.contract.RejectionReason;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class FoldTest {

    @Test
    void aReceivedTransactionIsProcessing() {
        assertThat(fold(Logs.received(7, "t1", 5)))
                .containsExactly(new Row(
                        "t1",
                        new Position(0, 7),
                        new TransactionState.Processing(Logs.transaction("t1", 5), Logs.createdAt(7))));
    }

    @Test
    void neverBackwardsAProcessedOneStaysSo() {
        Row processed = new Row(
                "t1",
                new Position(0, 7),
                new TransactionState.Processed(Logs.transaction("t1", 5), Logs.createdAt(7), Logs.processedAt(2)));
        assertThat(fold(Logs.received(7, "t1", 5), Logs.processed(2, "t1", 5, 7)))
                .containsExactly(processed);
        assertThat(fold(Logs.processed(2, "t1", 5, 7), Logs.received(7, "t1", 5)))
                .containsExactly(processed);
    }

    @Test
    void firstWinsOverADifferingTwin() {
        assertThat(fold(Logs.received(7, "t1", 5), Logs.received(8, "t1", 6)))
                .extracting(Row::received)
                .containsExactly(new Position(0, 7));
    }

    @Test
    void rejectedIsWhatOnlyInvalidRecordsWereSeenOf() {
        var rejected = Logs.rejected(1, "t1", null, RejectionReason.MALFORMED_JSON, 3);
        assertThat(fold(rejected))
                .containsExactly(new Row(
                        "t1",
                        new Position(0, 3),
                        new TransactionState.Rejected(RejectionReason.MALFORMED_JSON, Logs.createdAt(3))));
        assertThat(fold(rejected, Logs.received(4, "t1", 5)))
                .extracting(row -> row.state().status())
                .containsExactly(TransactionState.Status.PROCESSING);
    }

    @Test
    void aMismatchIsToldUnderBothIds() {
        assertThat(fold(Logs.rejected(1, "outside", "inside", RejectionReason.KEY_MISMATCH, 3)))
                .extracting(Row::id)
                .containsExactly("inside", "outside");
    }

    @Test
    void aConflictDoesNotRejectWhatCameFirst() {
        assertThat(fold(Logs.rejected(1, "t1", "t1", RejectionReason.CONFLICTING_DUPLICATE, 3)))
                .isEmpty();
    }

    @Test
    void whatSaysNothingMakesNoRow() {
        assertThat(fold(Logs.received(1, "t1", "{"), Logs.received(2, "t1", "{}")))
                .isEmpty();
    }

    @SafeVarargs
    private static List<Row> fold(ConsumerRecord<byte[], byte[]>... records) {
        var fold = new Fold(1);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            fold.add(record);
        }
        return List.copyOf(fold.rows());
    }
}
