package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.DELAY;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NotBeforeDueTest {
    private final HistoryBuilder story = new HistoryBuilder();
    private final Log.Received record = story.append(transaction("a", "1"));
    private final Instant dueAt = record.appendedAt().plus(DELAY);

    @Test
    void findsOneThatIsOneMillisecondEarly() {
        assertThat(story.process(record, dueAt.minusMillis(1)).judgedBy(new NotBeforeDue()))
                .hasSize(1);
    }

    @Test
    void takesOneOnTime() {
        assertThat(story.process(record, dueAt).judgedBy(new NotBeforeDue())).isEmpty();
    }

    @Test
    void goesByTheReceivedRecordAndNotByWhatTheEventSays() {
        var backdated = new Log.Received(
                record.position(), record.appendedAt().minusMillis(500), record.message(), record.reading());
        assertThat(story.process(backdated, dueAt).judgedBy(new NotBeforeDue())).hasSize(1);
    }
}
