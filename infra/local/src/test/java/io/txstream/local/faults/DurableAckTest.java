package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import org.junit.jupiter.api.Test;

class DurableAckTest {

    private static final Message MESSAGE = transaction("a", "1");
    private static final SendResult ACCEPTED = new SendResult(Outcome.ACKNOWLEDGED, "202", at(9), null);

    private final HistoryBuilder history = new HistoryBuilder();

    @Test
    void reportsAnAcknowledgedMessageThatIsNotInTheLog() {
        history.append(transaction("a", "2"));
        assertThat(history.send(MESSAGE, ACCEPTED).violationsOf(new DurableAck()))
                .hasSize(1);
    }

    @Test
    void requiresARecordForEachAcknowledgement() {
        history.append(MESSAGE);
        history.send(MESSAGE, ACCEPTED).send(MESSAGE, ACCEPTED);
        assertThat(history.violationsOf(new DurableAck())).hasSize(1);
    }

    @Test
    void reportsAnAcknowledgedRetryOfWhichOnlyTheFirstAttemptIsInTheLog() {
        Message first = MESSAGE.withNonce("client.0");
        Message retry = MESSAGE.withNonce("client.1");
        history.append(first);
        history.send(first, new SendResult(Outcome.UNKNOWN, "503", at(5), null)).send(retry, ACCEPTED);
        assertThat(history.violationsOf(new DurableAck())).hasSize(1);
    }

    @Test
    void doesNotCountTheForwardedCopyOfAMisplacedRecord() {
        history.append(MESSAGE, (HistoryBuilder.home(MESSAGE) + 1) % 6);
        history.append(MESSAGE);
        history.send(MESSAGE, ACCEPTED).send(MESSAGE, ACCEPTED);
        assertThat(history.violationsOf(new DurableAck())).hasSize(1);
    }

    @Test
    void reportsAMessageThatIsNotAtTheAcknowledgedPosition() {
        var elsewhere = new Position(5, 77);
        history.append(MESSAGE);
        history.send(MESSAGE, new SendResult(Outcome.ACKNOWLEDGED, "sent", at(9), elsewhere));
        assertThat(history.violationsOf(new DurableAck())).hasSize(1);
    }

    @Test
    void reportsARefusedMessageThatIsInTheLog() {
        history.append(MESSAGE);
        history.send(MESSAGE, new SendResult(Outcome.REFUSED, "422", at(9), null));
        assertThat(history.violationsOf(new DurableAck())).hasSize(1);
    }

    @Test
    void acceptsThatAnUnacknowledgedMessageIsNotInTheLog() {
        history.send(MESSAGE, new SendResult(Outcome.UNKNOWN, "503", at(9), null));
        assertThat(history.violationsOf(new DurableAck())).isEmpty();
    }
}
