package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.malformed;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.RejectionReason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NothingLostTest {

    private final HistoryBuilder history = new HistoryBuilder();

    @Test
    void reportsATransactionThatWasNeverProcessed() {
        history.append(transaction("a", "1"));
        assertThat(violations()).singleElement().asString().contains("never processed");
    }

    @Test
    void doesNotExpectATransactionThatIsNotDueDuringTheRun() {
        history.append(transaction("a", "1"));
        assertThat(new NothingLost().violations(history.evidenceTakenAt(at(0).minusSeconds(3_600))))
                .isEmpty();
    }

    @Test
    void reportsItEvenIfAnIdenticalDuplicateWasProcessed() {
        history.append(transaction("a", "1"));
        history.appendAndProcess(transaction("a", "1"));
        assertThat(violations()).singleElement().asString().contains("never processed");
    }

    @Test
    void reportsAnInvalidRecordThatWasNotRejected() {
        history.append(malformed("a"));
        assertThat(violations()).singleElement().asString().contains("0 rejections");
    }

    @Test
    void reportsAConflictingDuplicateThatWasNotRejected() {
        history.appendAndProcess(transaction("a", "1"));
        history.append(transaction("a", "2"));
        assertThat(violations()).singleElement().asString().contains("0 rejections");
    }

    @Test
    void reportsASecondRejection() {
        Log.Received record = history.append(malformed("a"));
        history.reject(record, RejectionReason.MALFORMED_JSON).reject(record, RejectionReason.MALFORMED_JSON);
        assertThat(violations()).singleElement().asString().contains("2 rejections");
    }

    @Test
    void reportsAWrongReason() {
        history.reject(history.append(malformed("a")), RejectionReason.KEY_MISMATCH);
        assertThat(violations()).singleElement().asString().contains("wrong reason");
    }

    @Test
    void reportsChangedBytes() {
        Log.Received record = history.append(malformed("a"));
        var changed = new Log.Received(record.position(), record.appendedAt(), transaction("a", "1"), record.kind());
        history.reject(changed, RejectionReason.MALFORMED_JSON);
        assertThat(violations()).singleElement().asString().contains("wrong bytes");
    }

    @Test
    void reportsTheRejectionOfAnIdenticalDuplicate() {
        history.appendAndProcess(transaction("a", "1"));
        history.reject(history.append(transaction("a", "1.0")), RejectionReason.CONFLICTING_DUPLICATE);
        assertThat(violations()).singleElement().asString().contains("unexpected rejection");
    }

    @Test
    void reportsAMisplacedRecordWithoutACopy() {
        Message message = transaction("a", "1");
        history.append(message, (HistoryBuilder.home(message) + 1) % 6);
        assertThat(violations()).singleElement().asString().contains("without a copy");
    }

    @Test
    void requiresTheRejectionOfASkippedRecordWithoutTimeAndBytes() {
        Log.Received skipped = history.append(InvalidRecords.skipped("a", 0));
        var unread = new Log.Received(skipped.position(), Instant.EPOCH, new Message(null, null), skipped.kind());
        history.reject(unread, RejectionReason.UNREADABLE);
        assertThat(violations()).isEmpty();
        history.reject(history.append(InvalidRecords.skipped("b", 0)), RejectionReason.MALFORMED_JSON);
        assertThat(violations()).singleElement().asString().contains("wrong reason");
    }

    @Test
    void reportsARecordThatWasSkippedUnasked() {
        Log.Received record = history.append(malformed("a"));
        var unread = new Log.Received(record.position(), Instant.EPOCH, new Message(null, null), record.kind());
        history.reject(unread, RejectionReason.UNREADABLE);
        assertThat(violations()).singleElement().asString().contains("wrong reason");
    }

    @Test
    void requiresTheRejectionOfARecordThatIsMisplacedAgain() {
        Message message = transaction("a", "1");
        Log.Received record = history.appendForwarded(message, (HistoryBuilder.home(message) + 1) % 6);
        assertThat(violations()).singleElement().asString().contains("0 rejections");
        history.reject(record, RejectionReason.MISPLACED);
        assertThat(violations()).isEmpty();
    }

    private List<Violation> violations() {
        return history.violationsOf(new NothingLost());
    }
}
