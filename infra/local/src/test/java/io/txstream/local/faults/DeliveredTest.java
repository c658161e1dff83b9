package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import org.junit.jupiter.api.Test;

class DeliveredTest {

    private final HistoryBuilder history = new HistoryBuilder();

    @Test
    void acceptsAnEventDeliveredOnce() {
        history.appendAndProcess(transaction("a", "1"));
        assertThat(history.violationsOf(new Delivered())).isEmpty();
    }

    @Test
    void reportsAnEventDeliveredTwice() {
        history.appendAndProcess(transaction("a", "1"));
        history.duplicateDeliveries();
        assertThat(history.violationsOf(new Delivered())).hasSize(1);
    }

    @Test
    void reportsAnEventThatIsNotInTheLog() {
        history.deliver(new Delivery(new Position(0, 7), new Position(0, 7), at(0), at(0)));
        assertThat(history.violationsOf(new Delivered())).hasSize(1);
    }

    @Test
    void reportsAnEventThatWasNeverDelivered() {
        history.appendAndProcess(transaction("a", "1"));
        history.clearDeliveries();
        assertThat(history.violationsOf(new Delivered())).hasSize(1);
    }
}
