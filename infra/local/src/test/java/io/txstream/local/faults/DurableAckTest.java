package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import org.junit.jupiter.api.Test;

class DurableAckTest {
    private static final Message MESSAGE = transaction("a", "1");
    private static final Answer ACCEPTED = new Answer(Outcome.ACKNOWLEDGED, "202", at(9), null);

    private final HistoryBuilder story = new HistoryBuilder();

    @Test
    void missesAnAcknowledgedMessage() {
        story.append(transaction("a", "2"));
        assertThat(story.write(MESSAGE, ACCEPTED).judgedBy(new DurableAck())).hasSize(1);
    }

    @Test
    void wantsARecordForEachAcknowledgement() {
        story.append(MESSAGE);
        story.write(MESSAGE, ACCEPTED).write(MESSAGE, ACCEPTED);
        assertThat(story.judgedBy(new DurableAck())).hasSize(1);
    }

    @Test
    void doesNotTakeTheCopyOfAStrayForASecondRecord() {
        story.append(MESSAGE, (HistoryBuilder.home(MESSAGE) + 1) % 6);
        story.append(MESSAGE);
        story.write(MESSAGE, ACCEPTED).write(MESSAGE, ACCEPTED);
        assertThat(story.judgedBy(new DurableAck())).hasSize(1);
    }

    @Test
    void looksWhereTheProducerWasTold() {
        Position elsewhere = new Position(5, 77);
        story.append(MESSAGE);
        story.write(MESSAGE, new Answer(Outcome.ACKNOWLEDGED, "sent", at(9), elsewhere));
        assertThat(story.judgedBy(new DurableAck())).hasSize(1);
    }

    @Test
    void findsWhatWasRefusedAndStored() {
        story.append(MESSAGE);
        story.write(MESSAGE, new Answer(Outcome.REFUSED, "422", at(9), null));
        assertThat(story.judgedBy(new DurableAck())).hasSize(1);
    }

    @Test
    void asksNothingOfWhatWasNotAcknowledged() {
        story.write(MESSAGE, new Answer(Outcome.UNKNOWN, "503", at(9), null));
        assertThat(story.judgedBy(new DurableAck())).isEmpty();
    }
}
