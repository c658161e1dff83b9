package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code ProcessedOnce} and {@code NothingLost} from where they are looked at: who waited for the processed events saw each
 * of the log's once, and no other.
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
                .forEach(delivery -> violations.add(
                        violation(delivery.seenAt(), delivery + " was seen before, or is not in the log")));
        missing.forEach(position -> violations.add(violation(Instant.EPOCH, position + " was never seen")));
        return violations;
    }
}
