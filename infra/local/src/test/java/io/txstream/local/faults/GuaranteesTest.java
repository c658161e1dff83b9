package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.garbage;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.RejectionReason;
import io.txstream.local.faults.Lookup.Seen;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A history with all that is allowed in it, before every judge. */
class GuaranteesTest {

    @ParameterizedTest
    @MethodSource("all")
    void findNothingInAGoodHistory(Guarantee guarantee) {
        assertThat(good().judgedBy(guarantee)).isEmpty();
    }

    static List<Guarantee> all() {
        return Guarantees.ALL;
    }

    private static HistoryBuilder good() {
        HistoryBuilder story = new HistoryBuilder();
        Message first = transaction("a", "1.50");
        Message stray = transaction("s", "1");
        Log.Received record = story.pass(first);
        story.append(transaction("a", "1.5"));
        story.reject(story.append(transaction("a", "2")), RejectionReason.CONFLICTING_DUPLICATE);
        story.append(stray, (HistoryBuilder.home(stray) + 1) % 6);
        story.pass(stray);
        story.reject(story.append(garbage("a")), RejectionReason.MALFORMED_JSON);
        story.reject(story.append(garbage("g")), RejectionReason.MALFORMED_JSON);
        story.write(first, new Answer(Outcome.UNKNOWN, "503", at(1), null));
        story.write(first, new Answer(Outcome.ACKNOWLEDGED, "sent", at(1), record.position()));
        story.write(stray, new Answer(Outcome.ACKNOWLEDGED, "202", at(1), null));
        story.write(transaction("r", "x"), new Answer(Outcome.REFUSED, "422", at(1), null));
        return story.look("a", Seen.ABSENT, 0, 1)
                .look("a", Seen.PROCESSING, 2, 3)
                .look("a", Seen.UNKNOWN, 3, 4)
                .look("a", Seen.PROCESSED, 5, 8)
                .look("a", Seen.PROCESSING, 6, 7);
    }
}
