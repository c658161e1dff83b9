package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

    /** The judged runs: seven seeds with one broker, and three with three. Each has time for more than seven steps. */
    @Test
    void coversEveryFaultWithinTenSeeds() {
        Set<Fault> drawn = EnumSet.noneOf(Fault.class);
        for (long seed = 1; seed <= 10; seed++) {
            drawn.addAll(firstFaults(seed, seed <= 7 ? 1 : 3, 7));
        }
        assertThat(drawn).containsExactlyInAnyOrderElementsOf(Fault.possibleWith(3));
    }

    @Test
    void coversTheFaultsOfThreeBrokersWithinTwoSeeds() {
        Set<Fault> drawn = EnumSet.copyOf(firstFaults(8, 3, 2));
        drawn.addAll(firstFaults(9, 3, 2));
        assertThat(drawn).allMatch(Fault::needsThreeBrokers).hasSize(4);
    }

    private static List<Fault> firstFaults(long seed, int brokers, int steps) {
        var schedule = new Schedule(seed, Fault.possibleWith(brokers), Duration.ofDays(1));
        return Stream.generate(schedule::next)
                .limit(steps)
                .flatMap(List::stream)
                .toList();
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
