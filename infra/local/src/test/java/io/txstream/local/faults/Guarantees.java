package io.txstream.local.faults;

import java.util.List;

/** All that is promised, but for {@code NoFalse404}, which is not kept yet: a lookup may be ahead of the projection. */
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
