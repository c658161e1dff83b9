package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.malformed;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.RejectionReason;
import io.txstream.local.faults.Lookup.Status;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows every guarantee a history that contains each permitted case, and expects no violation. */
class GuaranteesTest {

    @ParameterizedTest
    @MethodSource("all")
    void reportNoViolationInACorrectHistory(Guarantee guarantee) {
        assertThat(correctHistory().violationsOf(guarantee)).isEmpty();
    }

    static List<Guarantee> all() {
        return Guarantees.ALL;
    }

    private static HistoryBuilder correctHistory() {
        var history = new HistoryBuilder();
        Message first = transaction("a", "1.50");
        Message misplaced = transaction("s", "1");
        Log.Received record = history.appendAndProcess(first);
        history.append(transaction("a", "1.5"));
        history.reject(history.append(transaction("a", "2")), RejectionReason.CONFLICTING_DUPLICATE);
        history.append(misplaced, (HistoryBuilder.home(misplaced) + 1) % 6);
        history.appendAndProcess(misplaced);
        history.reject(history.append(malformed("a")), RejectionReason.MALFORMED_JSON);
        history.reject(history.append(malformed("g")), RejectionReason.MALFORMED_JSON);
        history.send(first, new SendResult(Outcome.UNKNOWN, "503", at(1), null));
        history.send(first, new SendResult(Outcome.ACKNOWLEDGED, "sent", at(1), record.position()));
        history.send(misplaced, new SendResult(Outcome.ACKNOWLEDGED, "202", at(1), null));
        history.send(transaction("r", "x"), new SendResult(Outcome.REFUSED, "422", at(1), null));
        return history.lookUp("a", Status.NOT_FOUND, 0, 1)
                .lookUp("a", Status.PROCESSING, 2, 3)
                .lookUp("a", Status.UNKNOWN, 3, 4)
                .lookUp("a", Status.PROCESSED, 5, 8)
                .lookUp("a", Status.PROCESSING, 6, 7);
    }
}
