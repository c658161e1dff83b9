package io.txstream.local.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Which faults strike in which order, until the time is up: every kind once, in an order drawn from the seed, then every
 * kind again in another. One step in five is two faults of different parts at once.
 */
final class Schedule implements Iterator<List<Fault>> {
    private static final int MIXED_ONE_IN = 5;

    private final Random random;
    private final List<Fault> kinds;
    private final long nanos;
    private final List<Fault> bag = new ArrayList<>();
    private long begin;

    /** @param time for how long another step is begun, from the first one on */
    Schedule(long seed, List<Fault> kinds, Duration time) {
        random = new Random(seed);
        this.kinds = List.copyOf(kinds);
        this.nanos = time.toNanos();
    }

    @Override
    public boolean hasNext() {
        if (begin == 0) {
            begin = System.nanoTime();
        }
        return System.nanoTime() - begin < nanos;
    }

    @Override
    public List<Fault> next() {
        Fault one = draw();
        if (random.nextInt(MIXED_ONE_IN) > 0 || !one.mixes()) {
            return List.of(one);
        }
        return bag.stream()
                .filter(other -> other.mixes() && other.part() != one.part())
                .findFirst()
                .map(other -> {
                    bag.remove(other);
                    return List.of(one, other);
                })
                .orElse(List.of(one));
    }

    private Fault draw() {
        if (bag.isEmpty()) {
            bag.addAll(kinds);
            Collections.shuffle(bag, random);
        }
        return bag.remove(bag.size() - 1);
    }
}
