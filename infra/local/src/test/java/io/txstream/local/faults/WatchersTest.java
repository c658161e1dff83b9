package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;

class WatchersTest {

    @Test
    void reportsAThreadThatDied() {
        var history = new History();
        var accepted = new SendResult(Outcome.ACKNOWLEDGED, "202", at(0), null);
        history.add(new SendAttempt("client", 1, transaction("a", "1"), at(0), accepted));
        var watchers = new Watchers(List.of("not a URL"), history, 1);
        try (watchers) {
            watchers.start();
            await().until(() -> !watchers.failures().isEmpty());
        }
        assertThat(watchers.failures()).singleElement().asString().contains("NeverBackwards", "not a URL");
    }
}
