package io.txstream.local.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * The steps of a run until its time is over. It draws every fault once in a random order, then every fault again in
 * another order. About one step in five combines two faults of different parts. The seed determines all steps.
 */
final class Schedule implements Iterator<List<Fault>> {

    private static final int COMBINED_ONE_IN = 5;

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
