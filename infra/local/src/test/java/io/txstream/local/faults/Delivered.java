package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Promise: {@code ProcessedOnce} and {@code NothingLost} hold for consumers. The subscriber received every event of the
 * processed topic exactly once, and nothing else.
 *
 * <p>This check compares positions. It does not compare contents, and it does not check the order of the events.
 */
final class Delivered implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Set<Position> missing = evidence.log().processed().stream()
                .map(Log.Processed::position)
                .collect(Collectors.toCollection(HashSet::new));
        List<Violation> violations = new ArrayList<>();
        evidence.deliveries().stream()
                .filter(delivery -> !missing.remove(delivery.processed()))
                .forEach(delivery -> violations.add(violation(
                        delivery.deliveredAt(), "delivered twice, or not in the processed topic: " + delivery)));
        // When the subscriber should have received them is unknown.
        missing.forEach(position -> violations.add(violation(Instant.EPOCH, "never delivered: " + position)));
        return violations;
    }
}
