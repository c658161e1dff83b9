package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessedOnceTest {

    private final HistoryBuilder history = new HistoryBuilder();

    @Test
    void reportsASecondEventForARecord() {
        Log.Received record = history.appendAndProcess(transaction("a", "1"));
        assertThat(history.process(record, at(9_000)).violationsOf(new ProcessedOnce()))
                .hasSize(1);
    }

    @Test
    void reportsASecondEventForAnId() {
        history.appendAndProcess(transaction("a", "1"));
        history.appendAndProcess(transaction("a", "1"));
        assertThat(history.violationsOf(new ProcessedOnce())).hasSize(1);
    }
}
