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
        assertThat(fold(TopicRecords.received(7, "t1", 5)))
                .containsExactly(new Row(
                        "t1",
                        new Position(0, 7),
                        new TransactionState.Processing(TopicRecords.transaction("t1", 5), TopicRecords.createdAt(7))));
    }

    @Test
    void neverBackwardsAProcessedTransactionStaysProcessed() {
        Row processed = new Row(
                "t1",
                new Position(0, 7),
                new TransactionState.Processed(
                        TopicRecords.transaction("t1", 5), TopicRecords.createdAt(7), TopicRecords.processedAt(2)));
        assertThat(fold(TopicRecords.received(7, "t1", 5), TopicRecords.processed(2, "t1", 5, 7)))
                .containsExactly(processed);
        assertThat(fold(TopicRecords.processed(2, "t1", 5, 7), TopicRecords.received(7, "t1", 5)))
                .containsExactly(processed);
    }

    @Test
    void firstWinsOverAConflictingDuplicate() {
        assertThat(fold(TopicRecords.received(7, "t1", 5), TopicRecords.received(8, "t1", 6)))
                .extracting(Row::received)
                .containsExactly(new Position(0, 7));
    }

    @Test
    void isRejectedOnlyUntilAValidRecordOfTheIdIsRead() {
        var rejected = TopicRecords.rejected(1, "t1", null, RejectionReason.MALFORMED_JSON, 3);
        assertThat(fold(rejected))
                .containsExactly(new Row(
                        "t1",
                        new Position(0, 3),
                        new TransactionState.Rejected(RejectionReason.MALFORMED_JSON, TopicRecords.createdAt(3))));
        assertThat(fold(rejected, TopicRecords.received(4, "t1", 5)))
                .extracting(row -> row.state().status())
                .containsExactly(TransactionState.Status.PROCESSING);
    }

    @Test
    void aKeyMismatchRejectsTheIdsOfKeyAndBody() {
        assertThat(fold(TopicRecords.rejected(1, "outside", "inside", RejectionReason.KEY_MISMATCH, 3)))
                .extracting(Row::id)
                .containsExactly("inside", "outside");
    }

    @Test
    void aConflictingDuplicateDoesNotRejectTheFirstRecord() {
        assertThat(fold(TopicRecords.rejected(1, "t1", "t1", RejectionReason.CONFLICTING_DUPLICATE, 3)))
                .isEmpty();
    }

    @Test
    void invalidReceivedRecordsAddNoRow() {
        assertThat(fold(TopicRecords.received(1, "t1", "{"), TopicRecords.received(2, "t1", "{}")))
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
