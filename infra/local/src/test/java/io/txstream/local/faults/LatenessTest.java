package io.txstream.local.faults;

import static io.txstream.local.faults.Story.DELAY;
import static io.txstream.local.faults.Story.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LatenessTest {
    private final Story story = new Story();
    private final Log.Received first = story.append(transaction("a", "1"));
    private final Log.Received second = story.append(transaction("a", "1"));

    @Test
    void findsTheLatestAndTheLastLate() {
        process(first, 1_500);
        process(second, 1_000);
        Instant end = first.appendedAt().plus(DELAY).plusMillis(1_500);
        assertThat(lateness().most(at -> true)).isEqualTo(Duration.ofMillis(1_500));
        assertThat(lateness().last(at -> true, Instant.MIN)).isEqualTo(end);
        assertThat(lateness().last(at -> at.isAfter(end), Instant.MIN)).isEqualTo(Instant.MIN);
    }

    @Test
    void countsWhatCameOutOfOrder() {
        process(second, 0);
        process(first, 9_000);
        assertThat(lateness().outOfOrder()).isEqualTo(1);
    }

    private void process(Log.Received record, long lateMillis) {
        story.process(record, record.appendedAt().plus(DELAY).plusMillis(lateMillis));
    }

    private Lateness lateness() {
        return new Lateness(story.evidence().log().processed());
    }
}
