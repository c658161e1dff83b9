package io.txstream.local.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Which faults strike in which order, for ever: every kind once, in an order drawn from the seed, then every kind again
 * in another. One step in five is two faults of different parts at once.
 */
final class Schedule implements Iterator<List<Fault>> {
    private static final int MIXED_ONE_IN = 5;

    private final Random random;
    private final List<Fault> bag = new ArrayList<>();

    Schedule(long seed) {
        random = new Random(seed);
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public List<Fault> next() {
        Fault one = draw();
        if (random.nextInt(MIXED_ONE_IN) > 0) {
            return List.of(one);
        }
        return bag.stream()
                .filter(other -> other.part() != one.part())
                .findFirst()
                .map(other -> {
                    bag.remove(other);
                    return List.of(one, other);
                })
                .orElse(List.of(one));
    }

    private Fault draw() {
        if (bag.isEmpty()) {
            bag.addAll(Arrays.asList(Fault.values()));
            Collections.shuffle(bag, random);
        }
        return bag.remove(bag.size() - 1);
    }
}
