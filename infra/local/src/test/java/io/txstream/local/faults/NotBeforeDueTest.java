package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.DELAY;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NotBeforeDueTest {

    private final HistoryBuilder history = new HistoryBuilder();
    private final Log.Received record = history.append(transaction("a", "1"));
    private final Instant dueAt = record.appendedAt().plus(DELAY);

    @Test
    void reportsAnEventThatIsOneMillisecondEarly() {
        assertThat(history.process(record, dueAt.minusMillis(1)).violationsOf(new NotBeforeDue()))
                .hasSize(1);
    }

    @Test
    void acceptsAnEventAtItsDueTime() {
        assertThat(history.process(record, dueAt).violationsOf(new NotBeforeDue()))
                .isEmpty();
    }

    @Test
    void usesTheTimeOfTheReceivedRecordInsteadOfTheEvents() {
        var backdated = new Log.Received(
                record.position(), record.appendedAt().minusMillis(500), record.message(), record.kind());
        assertThat(history.process(backdated, dueAt).violationsOf(new NotBeforeDue()))
                .hasSize(1);
    }
}
