package io.txstream.local.faults;

import java.util.List;

/**
 * All guarantees except {@code NoFalse404}, which the system does not keep yet: a lookup can run ahead of the
 * projection.
 */
final class Guarantees {

    static final List<Guarantee> ALL = List.of(
            new DurableAck(),
            new NothingLost(),
            new ProcessedOnce(),
            new Delivered(),
            new NotBeforeDue(),
            new FirstWins(),
            new NeverBackwards(),
            new Rebuildable());

    private Guarantees() {}
}
