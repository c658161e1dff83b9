package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SetupTest {

    @Test
    void refusesTwoBrokers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setup.of(Profile.MIXED, 2))
                .withMessageContaining("1 or 3 brokers");
    }

    @Test
    void freezesForShortAndLongTimes() {
        var random = new SplittableRandom(1);
        List<Long> millis = Stream.generate(() -> ServerFaults.Freeze.random(random))
                .limit(300)
                .map(freeze -> freeze.duration().toMillis())
                .toList();
        assertThat(millis).allMatch(time -> time >= 100 && time <= 60_000);
        assertThat(millis).filteredOn(time -> time < 1_000).hasSizeBetween(70, 140);
        assertThat(millis).filteredOn(time -> time > 6_000).hasSizeBetween(70, 140);
    }
}
