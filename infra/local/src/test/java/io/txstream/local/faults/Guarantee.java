package io.txstream.local.faults;

import java.time.Instant;
import java.util.List;

/**
 * A promise of the system (see the guarantees in the README) and the check of it against the evidence of a run. Checks
 * share no code with the services except the contract module.
 */
interface Guarantee {

    /** Returns every violation; an empty list means that the evidence contains none. */
    List<Violation> violations(Evidence evidence);

    default String name() {
        return getClass().getSimpleName();
    }

    default Violation violation(Instant at, String description) {
        return new Violation(name(), at, description);
    }
}
