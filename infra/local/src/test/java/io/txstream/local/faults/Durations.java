package io.txstream.local.faults;

import java.time.Duration;
import java.util.SplittableRandom;

/** Random durations. */
final class Durations {

    private Durations() {}

    /** Returns a whole number of seconds, both bounds included. */
    static Duration seconds(SplittableRandom random, int min, int max) {
        return Duration.ofSeconds(random.nextInt(min, max + 1));
    }

    /** Returns a number of milliseconds from 0 to one less than the maximum. */
    static Duration lessThan(SplittableRandom random, Duration max) {
        return Duration.ofMillis(random.nextLong(max.toMillis()));
    }
}
