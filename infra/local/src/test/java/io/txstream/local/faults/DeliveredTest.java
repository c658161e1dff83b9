package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import org.junit.jupiter.api.Test;

class DeliveredTest {
    private final HistoryBuilder story = new HistoryBuilder();

    @Test
    void findsNothingWhereEachWasSeenOnce() {
        story.pass(transaction("a", "1"));
        assertThat(story.judgedBy(new Delivered())).isEmpty();
    }

    @Test
    void findsAnEventThatWasSeenTwice() {
        story.pass(transaction("a", "1"));
        story.deliverAgain();
        assertThat(story.judgedBy(new Delivered())).hasSize(1);
    }

    @Test
    void findsAnEventThatIsNotInTheLog() {
        story.deliver(new Delivery(new Position(0, 7), new Position(0, 7), at(0), at(0)));
        assertThat(story.judgedBy(new Delivered())).hasSize(1);
    }

    @Test
    void findsAnEventThatNobodySaw() {
        story.pass(transaction("a", "1"));
        story.forgetDeliveries();
        assertThat(story.judgedBy(new Delivered())).hasSize(1);
    }
}
