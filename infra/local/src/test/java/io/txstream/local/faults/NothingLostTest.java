package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.garbage;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.RejectionReason;
import java.util.List;
import org.junit.jupiter.api.Test;

class NothingLostTest {
    private final HistoryBuilder story = new HistoryBuilder();

    @Test
    void missesATransactionThatWasNeverProcessed() {
        story.append(transaction("a", "1"));
        assertThat(violations()).singleElement().asString().contains("never processed");
    }

    @Test
    void missesItAlsoWhenItsTwinWasProcessed() {
        story.append(transaction("a", "1"));
        story.pass(transaction("a", "1"));
        assertThat(violations()).singleElement().asString().contains("never processed");
    }

    @Test
    void missesTheRejectionOfAnInvalidRecord() {
        story.append(garbage("a"));
        assertThat(violations()).singleElement().asString().contains("0 rejections");
    }

    @Test
    void missesTheRejectionOfADifferingTwin() {
        story.pass(transaction("a", "1"));
        story.append(transaction("a", "2"));
        assertThat(violations()).singleElement().asString().contains("0 rejections");
    }

    @Test
    void countsASecondRejection() {
        Log.Received record = story.append(garbage("a"));
        story.reject(record, RejectionReason.MALFORMED_JSON).reject(record, RejectionReason.MALFORMED_JSON);
        assertThat(violations()).singleElement().asString().contains("2 rejections");
    }

    @Test
    void knowsTheReason() {
        story.reject(story.append(garbage("a")), RejectionReason.KEY_MISMATCH);
        assertThat(violations()).singleElement().asString().contains("another reason");
    }

    @Test
    void comparesTheBytes() {
        Log.Received record = story.append(garbage("a"));
        var changed = new Log.Received(record.position(), record.appendedAt(), transaction("a", "1"), record.reading());
        story.reject(changed, RejectionReason.MALFORMED_JSON);
        assertThat(violations()).singleElement().asString().contains("other bytes");
    }

    @Test
    void findsTheRejectionOfAnIdenticalResend() {
        story.pass(transaction("a", "1"));
        story.reject(story.append(transaction("a", "1.0")), RejectionReason.CONFLICTING_DUPLICATE);
        assertThat(violations()).singleElement().asString().contains("a rejection of nothing");
    }

    @Test
    void missesTheCopyOfAStray() {
        Message message = transaction("a", "1");
        story.append(message, (HistoryBuilder.home(message) + 1) % 6);
        assertThat(violations()).singleElement().asString().contains("without a copy");
    }

    private List<Violation> violations() {
        return story.judgedBy(new NothingLost());
    }
}
