package io.txstream.local.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Faults that struck at once.
 *
 * @param struckAt when they began
 * @param mendableAt since when the system has had all it needs to recover
 * @param calmAt when a transaction of every partition went through again
 */
record Injection(List<Fault> faults, Instant struckAt, Instant mendableAt, Instant calmAt) {

    String name() {
        return faults.stream().map(Fault::name).collect(Collectors.joining(" + "));
    }

    /** When the next one of these struck: until then, what happens is this one's. */
    Instant next(List<Injection> all) {
        return all.stream()
                .map(Injection::struckAt)
                .filter(at -> at.isAfter(struckAt))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    Duration recovery() {
        return Duration.between(mendableAt, calmAt);
    }
}
