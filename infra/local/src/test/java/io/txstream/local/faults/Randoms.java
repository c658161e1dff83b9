package io.txstream.local.faults;

import java.util.SplittableRandom;

/** A stream of random numbers for every place that needs one, all from one seed: none depends on how far another got. */
final class Randoms {
    private Randoms() {}

    static SplittableRandom of(long seed, long... place) {
        long mixed = new SplittableRandom(seed).nextLong();
        for (long coordinate : place) {
            mixed = new SplittableRandom(mixed ^ coordinate).nextLong();
        }
        return new SplittableRandom(mixed);
    }
}
