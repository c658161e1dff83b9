package io.txstream.local.faults;

import java.time.Instant;
import java.util.List;

/** One promise, as a judge of all that was observed. Judges share nothing with the code they judge but the contract. */
interface Guarantee {

    /** Every breach; none where the promise was kept. */
    List<Violation> violations(Evidence evidence);

    default String name() {
        return getClass().getSimpleName();
    }

    default Violation violation(Instant at, String what) {
        return new Violation(name(), at, what);
    }
}
