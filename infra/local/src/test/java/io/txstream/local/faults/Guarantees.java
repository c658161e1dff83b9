package io.txstream.local.faults;

import java.util.List;

/** All that is promised. */
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
