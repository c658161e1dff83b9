package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import io.txstream.contract.ReceivedRecord;
import org.junit.jupiter.api.Test;

class FirstWinsTest {

    private final HistoryBuilder history = new HistoryBuilder();
    private final Log.Received first = history.append(transaction("a", "1"));

    @Test
    void reportsAProcessedConflictingDuplicate() {
        history.appendAndProcess(transaction("a", "2"));
        assertThat(history.violationsOf(new FirstWins())).hasSize(1);
    }

    @Test
    void reportsAProcessedIdenticalDuplicate() {
        history.appendAndProcess(transaction("a", "1"));
        assertThat(history.violationsOf(new FirstWins())).hasSize(1);
    }

    @Test
    void reportsAChangedField() {
        ReceivedRecord other = history.append(transaction("a", "2")).kind();
        var changed = new Log.Received(first.position(), first.appendedAt(), first.message(), other);
        assertThat(history.process(changed, at(9_000)).violationsOf(new FirstWins()))
                .hasSize(1);
    }

    @Test
    void reportsAnEventWithoutAReceivedRecord() {
        var absent = new Log.Received(new Position(0, 99), at(0), transaction("b", "1"), first.kind());
        assertThat(history.process(absent, at(9_000)).violationsOf(new FirstWins()))
                .hasSize(1);
    }
}
