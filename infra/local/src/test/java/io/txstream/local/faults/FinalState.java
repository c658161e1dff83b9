package io.txstream.local.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of the system at the end of a run.
 *
 * @param evidence the observations, with the table rows after the rebuild
 * @param allIsCommitted false if a Kafka transaction is still open; it blocks {@code read_committed} readers
 */
record FinalState(Evidence evidence, boolean allIsCommitted) {

    /** Returns the violations of all guarantees. */
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        Guarantees.ALL.forEach(guarantee -> violations.addAll(guarantee.violations(evidence)));
        if (!allIsCommitted) {
            violations.add(new Violation("NothingLost", Instant.now(), "a Kafka transaction is still open"));
        }
        return violations;
    }
}
