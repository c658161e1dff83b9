package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import io.txstream.contract.ReceivedRecord;
import org.junit.jupiter.api.Test;

class FirstWinsTest {
    private final HistoryBuilder story = new HistoryBuilder();
    private final Log.Received first = story.append(transaction("a", "1"));

    @Test
    void findsAnotherWinner() {
        story.pass(transaction("a", "2"));
        assertThat(story.judgedBy(new FirstWins())).hasSize(1);
    }

    @Test
    void findsAnIdenticalButLaterWinner() {
        story.pass(transaction("a", "1"));
        assertThat(story.judgedBy(new FirstWins())).hasSize(1);
    }

    @Test
    void findsAChangedField() {
        ReceivedRecord other = story.append(transaction("a", "2")).reading();
        var changed = new Log.Received(first.position(), first.appendedAt(), first.message(), other);
        assertThat(story.process(changed, at(9_000)).judgedBy(new FirstWins())).hasSize(1);
    }

    @Test
    void findsAnEventOfNothing() {
        var nowhere = new Log.Received(new Position(0, 99), at(0), transaction("b", "1"), first.reading());
        assertThat(story.process(nowhere, at(9_000)).judgedBy(new FirstWins())).hasSize(1);
    }
}
