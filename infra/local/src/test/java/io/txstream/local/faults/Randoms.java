package io.txstream.local.faults;

import java.util.SplittableRandom;

/** Derives independent random number generators from one seed, so that the use of one does not affect another. */
final class Randoms {

    private Randoms() {}

    /** Returns the generator for these coordinates, such as a client and the number of its message. */
    static SplittableRandom of(long seed, long... coordinates) {
        long mixed = new SplittableRandom(seed).nextLong();
        for (long coordinate : coordinates) {
            mixed = new SplittableRandom(mixed ^ coordinate).nextLong();
        }
        return new SplittableRandom(mixed);
    }
}
