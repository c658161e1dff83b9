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
     * Returns whether a lookup at a time can show the first transaction after the recovery, or an earlier one. That
     * transaction takes the processor's delay. Watchers may begin to watch it an interval later, and see it processed
     * another interval later: a step without a database shows no status before its end.
     */
    boolean lasts(Instant at, Duration delay) {
        return !at.isBefore(injectedAt)
                && !at.isAfter(recoveredAt.plus(delay).plus(WatchList.INTERVAL.multipliedBy(2)));
    }

    Duration recoveryTime() {
        return Duration.between(recoverableAt, recoveredAt);
    }
}
