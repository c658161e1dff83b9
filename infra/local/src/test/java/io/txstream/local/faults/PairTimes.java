package io.txstream.local.faults;

import io.txstream.local.faults.Lookup.Status;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** What the lookups of {@link Pairs} took, each sent right after the 202 of its webhook. */
final class PairTimes {

    private final List<Lookup> lookups;

    PairTimes(Evidence evidence) {
        lookups = evidence.lookups().stream()
                .filter(lookup -> Pairs.isPair(lookup.id()))
                .toList();
    }

    int count() {
        return lookups.size();
    }

    /** Returns how many were answered 503. */
    long unavailable() {
        return lookups.stream().filter(Lookup::isUnavailable).count();
    }

    /** Returns the longest time of one that showed a status; zero without any. */
    Duration longest() {
        return lookups.stream()
                .filter(Lookup::showsAStatus)
                .map(Lookup::time)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    String summary() {
        List<Duration> times = lookups.stream()
                .filter(Lookup::showsAStatus)
                .map(Lookup::time)
                .sorted()
                .toList();
        long unanswered = lookups.stream()
                .filter(lookup -> lookup.status() == Status.UNKNOWN && !lookup.isUnavailable())
                .count();
        return "webhooks looked up at once: %d, p50 %d ms, p99 %d ms, longest %d ms, 503: %d, unanswered: %d"
                .formatted(
                        count(),
                        percentile(times, 0.5),
                        percentile(times, 0.99),
                        longest().toMillis(),
                        unavailable(),
                        unanswered);
    }

    private static long percentile(List<Duration> sorted, double part) {
        return sorted.isEmpty() ? 0 : sorted.get((int) (sorted.size() * part)).toMillis();
    }
}
