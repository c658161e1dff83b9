package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void repeatsTheStepsForTheSameSeed() {
        assertThat(firstSteps(50, 7)).isEqualTo(firstSteps(50, 7)).isNotEqualTo(firstSteps(50, 8));
    }

    @Test
    void drawsEveryFaultBeforeItRepeatsOne() {
        List<Fault> faults = firstSteps(100, 7).stream().flatMap(List::stream).toList();
        List<Fault> all = Fault.possibleWith(3);
        assertThat(faults.subList(0, all.size())).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void combinesFaultsOfDifferentParts() {
        assertThat(firstSteps(200, 7))
                .filteredOn(step -> step.size() == 2)
                .hasSizeBetween(20, 60)
                .allSatisfy(step ->
                        assertThat(step.get(0).part()).isNotEqualTo(step.get(1).part()));
    }

    private static List<List<Fault>> firstSteps(int count, long seed) {
        var schedule = new Schedule(seed, Fault.possibleWith(3), Duration.ofDays(1));
        return Stream.generate(schedule::next).limit(count).toList();
    }
}
