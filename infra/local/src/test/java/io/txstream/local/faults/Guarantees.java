package io.txstream.local.faults;

import java.util.List;

/** All guarantees. */
final class Guarantees {

    static final List<Guarantee> ALL = List.of(
            new DurableAck(),
            new NothingLost(),
            new ProcessedOnce(),
            new Delivered(),
            new NotBeforeDue(),
            new FirstWins(),
            new NeverBackwards(),
            new NoFalse404(),
            new Rebuildable());

    private Guarantees() {}
}
