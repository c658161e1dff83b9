package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import io.txstream.local.faults.Lookup.Status;
import org.junit.jupiter.api.Test;

class NoFalse404Test {

    private final HistoryBuilder history = new HistoryBuilder();

    @Test
    void reportsA404AfterTheAcknowledgement() {
        acknowledge(700);
        acknowledge(500);
        history.lookUp("a", Status.NOT_FOUND, 600, 601);
        assertThat(history.violationsOf(new NoFalse404()))
                .singleElement()
                .extracting(Violation::at)
                .isEqualTo(at(601));
    }

    @Test
    void permitsA404OfALookupThatWasSentBefore() {
        acknowledge(500);
        history.lookUp("a", Status.NOT_FOUND, 400, 900);
        assertThat(history.violationsOf(new NoFalse404())).isEmpty();
    }

    @Test
    void permitsA503AndEveryStatus() {
        acknowledge(500);
        history.lookUp("a", Status.UNKNOWN, 600, 601)
                .lookUp("a", Status.REJECTED, 600, 601)
                .lookUp("b", Status.NOT_FOUND, 600, 601);
        assertThat(history.violationsOf(new NoFalse404())).isEmpty();
    }

    /** Of a record whose producer is not the gateway, nothing is promised. */
    @Test
    void judgesWebhooksOnly() {
        history.send(transaction("a", "1"), new SendResult(Outcome.ACKNOWLEDGED, "sent", at(500), new Position(0, 0)));
        history.lookUp("a", Status.NOT_FOUND, 600, 601);
        assertThat(history.violationsOf(new NoFalse404())).isEmpty();
    }

    private void acknowledge(long millis) {
        history.send(transaction("a", "1"), new SendResult(Outcome.ACKNOWLEDGED, "202", at(millis), null));
    }
}
