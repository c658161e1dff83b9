package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.DELAY;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.local.faults.Decisions.Kind;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records of a {@link HistoryBuilder} are one second apart; the window is ten seconds. */
class DecisionsTest {

    private final HistoryBuilder history = new HistoryBuilder().withWindow(Duration.ofSeconds(10));
    private final Log.Received first = history.append(transaction("a", "1"));

    @Test
    void aRecordWithinTheWindowIsADuplicate() {
        pass(6);
        Log.Received identical = history.append(transaction("a", "1.0"));
        Log.Received conflicting = history.append(transaction("a", "2"));
        assertThat(about(first)).isEqualTo(Kind.FIRST);
        assertThat(about(identical)).isEqualTo(Kind.IDENTICAL_DUPLICATE);
        assertThat(about(conflicting)).isEqualTo(Kind.CONFLICTING_DUPLICATE);
    }

    @Test
    void aRecordAfterTheWindowIsTheTransactionOfTheNextOnes() {
        pass(13);
        Log.Received second = history.append(transaction("a", "2"));
        Log.Received duplicate = history.append(transaction("a", "2"));
        assertThat(about(second)).isEqualTo(Kind.FIRST);
        assertThat(about(duplicate)).isEqualTo(Kind.IDENTICAL_DUPLICATE);
        assertThat(history.evidence().decisions().expired()).isEqualTo(1);
    }

    @Test
    void atTheEndOfTheWindowTheLogDecides() {
        pass(9);
        Log.Received record = history.append(transaction("a", "1"));
        assertThat(about(record)).isEqualTo(Kind.IDENTICAL_DUPLICATE);
        history.process(record, record.appendedAt().plus(DELAY));
        assertThat(about(record)).isEqualTo(Kind.FIRST);
    }

    @Test
    void reportsARecordThatIsProcessedAgainWithinTheWindow() {
        history.process(first, first.appendedAt().plus(DELAY));
        pass(5);
        history.appendAndProcess(transaction("a", "1"));
        assertThat(history.violationsOf(new ProcessedOnce())).hasSize(1);
    }

    @Test
    void reportsATransactionAfterTheWindowThatIsNotProcessed() {
        history.process(first, first.appendedAt().plus(DELAY));
        pass(13);
        history.append(transaction("a", "1"));
        assertThat(history.violationsOf(new NothingLost()))
                .singleElement()
                .asString()
                .contains("a at", "never processed");
    }

    private @Nullable Kind about(Log.Received record) {
        return history.evidence().decisions().about(record.position());
    }

    private void pass(int seconds) {
        IntStream.range(1, seconds).forEach(i -> history.appendAndProcess(transaction("other-" + i, "1")));
    }
}
