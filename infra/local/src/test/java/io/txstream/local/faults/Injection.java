package io.txstream.local.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One step of a run: the faults injected at the same time, and the recovery.
 *
 * @param injectedAt when the faults began
 * @param recoverableAt when the system had everything it needs to recover
 * @param recoveredAt when a transaction of every partition passed through the system again, or when the run gave up
 */
record Injection(List<Fault> faults, Instant injectedAt, Instant recoverableAt, Instant recoveredAt) {

    String name() {
        return faults.stream().map(Fault::name).collect(Collectors.joining(" + "));
    }

    /** Returns the start of the next injection; everything up to then is attributed to this one. */
    Instant next(List<Injection> all) {
        return all.stream()
                .map(Injection::injectedAt)
                .filter(at -> at.isAfter(injectedAt))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /**
     * Returns whether this step, with its recovery, lasted at a time.
     *
     * @param delay the processor's, which the transactions that showed the recovery took too
     */
    boolean lasts(Instant at, Duration delay) {
        return !at.isBefore(injectedAt) && !at.isAfter(recoveredAt.plus(delay));
    }

    Duration recoveryTime() {
        return Duration.between(recoverableAt, recoveredAt);
    }
}
