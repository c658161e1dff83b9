package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessedOnceTest {
    private final HistoryBuilder story = new HistoryBuilder();

    @Test
    void findsASecondEventOfARecord() {
        Log.Received record = story.pass(transaction("a", "1"));
        assertThat(story.process(record, at(9_000)).judgedBy(new ProcessedOnce()))
                .hasSize(1);
    }

    @Test
    void findsASecondEventOfAnId() {
        story.pass(transaction("a", "1"));
        story.pass(transaction("a", "1"));
        assertThat(story.judgedBy(new ProcessedOnce())).hasSize(1);
    }
}
