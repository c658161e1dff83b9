package io.txstream.local.faults;

import io.txstream.local.faults.Lookup.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the lookups of a run have covered, so that a run without a violation of {@link NeverBackwards} shows more than
 * that its watchers were blind. Lookups of {@link EndToEndProbe} and of {@link Pairs} do not count.
 */
final class Coverage {

    private final Duration delay;
    private final List<Lookup> lookups;
    private final Map<String, Instant> accepted;
    private final List<Lookup> transitions = new ArrayList<>();
    private final List<Duration> agesWhileProcessing = new ArrayList<>();

    Coverage(Evidence evidence) {
        delay = evidence.timing().delay();
        lookups = evidence.lookups().stream()
                .filter(lookup -> !EndToEndProbe.isProbe(lookup.id()) && !Pairs.isPair(lookup.id()))
                .sorted(Comparator.comparing(Lookup::sentAt))
                .toList();
        accepted = NoFalse404.acceptedAt(evidence.attempts());
        findTransitions();
    }

    /** Returns the lookups that showed PROCESSED first after the same instance had shown PROCESSING. */
    List<Lookup> transitions() {
        return List.copyOf(transitions);
    }

    /** Returns the median age, since its 202, of a transaction that a lookup showed as PROCESSING; zero without any. */
    Duration medianAgeWhileProcessing() {
        return agesWhileProcessing.isEmpty()
                ? Duration.ZERO
                : agesWhileProcessing.stream().sorted().toList().get(agesWhileProcessing.size() / 2);
    }

    /** Returns how many lookups showed nothing: they were answered 503, or not at all. */
    long blindLookups() {
        return lookups.stream()
                .filter(lookup -> lookup.status() == Status.UNKNOWN)
                .count();
    }

    int lookups() {
        return lookups.size();
    }

    /**
     * Returns a violation for each step of the run, up to its own end, in which no lookup saw a transaction become
     * PROCESSED: there, a status that moved backwards would not have been noticed.
     */
    List<Violation> blindness(List<Injection> injections) {
        return injections.stream()
                .filter(injection ->
                        transitions.stream().map(Lookup::answeredAt).noneMatch(at -> injection.lasts(at, delay)))
                .map(injection -> new Violation(
                        "NeverBackwards", injection.injectedAt(), "no lookup saw a transition during " + injection))
                .toList();
    }

    /** Returns a violation for each lookup that was answered with an error that the contract does not know. */
    List<Violation> failures() {
        return lookups.stream()
                .filter(lookup -> lookup.status() == Status.FAILED)
                .map(lookup -> new Violation("Lookup", lookup.answeredAt(), lookup.toString()))
                .toList();
    }

    /** Says in one line what the lookups have covered. */
    String summary() {
        double age = medianAgeWhileProcessing().toMillis() / 1000.0;
        return "lookups: " + lookups() + ", PROCESSING to PROCESSED seen: " + transitions.size()
                + ", median age while PROCESSING: %.1f s".formatted(age)
                + ", blind: " + blindLookups();
    }

    private void findTransitions() {
        Map<List<String>, Status> before = new HashMap<>();
        for (Lookup lookup : lookups) {
            if (!lookup.showsAStatus()) {
                continue;
            }
            Status last = before.put(List.of(lookup.instance(), lookup.id()), lookup.status());
            if (lookup.status() == Status.PROCESSED && last == Status.PROCESSING) {
                transitions.add(lookup);
            }
            if (lookup.status() == Status.PROCESSING && isAccepted(lookup)) {
                agesWhileProcessing.add(Duration.between(accepted.get(lookup.id()), lookup.sentAt()));
            }
        }
    }

    private boolean isAccepted(Lookup lookup) {
        Instant since = accepted.get(lookup.id());
        return since != null && since.isBefore(lookup.sentAt());
    }
}
