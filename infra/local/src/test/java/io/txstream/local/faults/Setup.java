package io.txstream.local.faults;

/**
 * Which processes a run starts, and how they are configured.
 *
 * @param brokers 1 or 3. Two brokers are no use: a majority of two is both, so that one that is down stops all writes
 * @param instances of each service, 1 or 2
 * @param hasSteppableClocks whether faults can step the clock of each JVM, which makes starts slower
 */
record Setup(Profile profile, int brokers, int instances, boolean hasSteppableClocks) {

    Setup {
        if (brokers != 1 && brokers != 3) {
            throw new IllegalArgumentException("a run has 1 or 3 brokers, not " + brokers);
        }
        if (instances != 1 && instances != 2) {
            throw new IllegalArgumentException("a run has 1 or 2 instances of each service, not " + instances);
        }
    }

    /** Returns the setup of the judged runs: two instances of each service. */
    static Setup of(Profile profile, int brokers) {
        return new Setup(profile, brokers, 2, false);
    }

    Setup withSteppableClocks() {
        return new Setup(profile, brokers, instances, true);
    }
}
