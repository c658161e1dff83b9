package io.txstream.local.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps of a run until its time is over. It draws every fault once in a random order, then every fault again in
 * another order. About one step in five combines two faults of different parts. The seed determines all steps.
 *
 * <p>Ten seeds in a row, such as 1 to 10, begin at ten places of the same order. So ten short runs cover all faults,
 * also if some have three brokers and others one. A run with three brokers begins with two of the faults that need
 * them, and the run of the next seed with the others.
 */
final class Schedule implements Iterator<List<Fault>> {

    private static final int COMBINED_ONE_IN = 5;
    private static final int SEEDS = 10;
    private static final int FIRST_WITH_THREE_BROKERS = 2;

    private final Random random;
    private final List<Fault> kinds;
    private final long durationNanos;
    private final List<Fault> remaining = new ArrayList<>();
    private long startNanoTime;

    /** @param duration time after the first step in which further steps begin */
    Schedule(long seed, List<Fault> kinds, Duration duration) {
        random = new Random(seed);
        this.kinds = List.copyOf(kinds);
        this.durationNanos = duration.toNanos();
        List<Fault> first = firstRound(seed);
        Collections.reverse(first); // the last one is drawn next
        remaining.addAll(first);
    }

    private List<Fault> firstRound(long seed) {
        List<Fault> order = new ArrayList<>(List.of(Fault.values()));
        Collections.shuffle(order, new Random(Math.floorDiv(seed - 1, SEEDS)));
        List<Fault> threeBrokers = new ArrayList<>(order.stream()
                .filter(fault -> fault.needsThreeBrokers() && kinds.contains(fault))
                .toList());
        Collections.rotate(threeBrokers, Math.floorMod(seed, 2) * FIRST_WITH_THREE_BROKERS);
        Collections.rotate(order, -(Math.floorMod(seed - 1, SEEDS) * order.size() / SEEDS));
        return Stream.concat(threeBrokers.stream().limit(FIRST_WITH_THREE_BROKERS), order.stream())
                .distinct()
                .filter(kinds::contains)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @Override
    public boolean hasNext() {
        if (startNanoTime == 0) {
            startNanoTime = System.nanoTime();
        }
        return System.nanoTime() - startNanoTime < durationNanos;
    }

    @Override
    public List<Fault> next() {
        Fault fault = draw();
        if (random.nextInt(COMBINED_ONE_IN) > 0 || !fault.isCombinable()) {
            return List.of(fault);
        }
        return remaining.stream()
                .filter(other -> other.isCombinable() && other.part() != fault.part())
                .findFirst()
                .map(other -> {
                    remaining.remove(other);
                    return List.of(fault, other);
                })
                .orElse(List.of(fault));
    }

    private Fault draw() {
        if (remaining.isEmpty()) {
            remaining.addAll(kinds);
            Collections.shuffle(remaining, random);
        }
        return remaining.remove(remaining.size() - 1);
    }
}
