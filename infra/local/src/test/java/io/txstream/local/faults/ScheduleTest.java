package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(first(50, 7)).isEqualTo(first(50, 7)).isNotEqualTo(first(50, 8));
    }

    @Test
    void hasEveryFaultBeforeAnyComesAgain() {
        List<Fault> faults = first(100, 7).stream().flatMap(List::stream).toList();
        assertThat(faults.subList(0, Fault.values().length)).containsExactlyInAnyOrder(Fault.values());
    }

    @Test
    void mixesFaultsOfDifferentParts() {
        assertThat(first(200, 7))
                .filteredOn(step -> step.size() == 2)
                .hasSizeBetween(20, 60)
                .allSatisfy(step ->
                        assertThat(step.get(0).part()).isNotEqualTo(step.get(1).part()));
    }

    private static List<List<Fault>> first(int steps, long seed) {
        var schedule = new Schedule(seed, Fault.possibleWith(3), Duration.ofDays(1));
        return Stream.generate(schedule::next).limit(steps).toList();
    }
}
