package io.txstream.local.faults;

import io.txstream.local.faults.Lookup.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Promise: after a webhook was answered with 202, a lookup of its transaction through any instance finds it, or is
 * answered 503. A lookup that was sent before the 202 was received may answer 404.
 *
 * <p>This check orders answers and lookups by the clock of this machine.
 */
final class NoFalse404 implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<String, Instant> accepted = acceptedAt(evidence.attempts());
        return evidence.lookups().stream()
                .filter(lookup -> lookup.status() == Status.NOT_FOUND)
                .filter(lookup ->
                        accepted.getOrDefault(lookup.id(), Instant.MAX).isBefore(lookup.sentAt()))
                .map(lookup -> violation(lookup.answeredAt(), lookup + ", accepted at " + accepted.get(lookup.id())))
                .toList();
    }

    /** Returns when the first 202 for each id was received. */
    static Map<String, Instant> acceptedAt(List<SendAttempt> attempts) {
        Map<String, Instant> accepted = new HashMap<>();
        attempts.stream()
                .filter(attempt -> attempt.result().outcome() == Outcome.ACKNOWLEDGED)
                .filter(attempt -> attempt.result().position() == null) // a webhook
                .forEach(attempt -> accepted.merge(
                        attempt.message().keyText(),
                        attempt.result().receivedAt(),
                        (one, other) -> one.isBefore(other) ? one : other));
        return accepted;
    }
}
