package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Promise: no transaction is processed before {@code created_at} plus the delay. The check takes both times from the
 * brokers' append times, and compares the event's own {@code due_at} with them.
 *
 * <p>It does not see whether a broker's clock is right. It skips an event without a received record, which
 * {@link FirstWins} reports.
 */
final class NotBeforeDue implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<Position, Instant> appended = new HashMap<>();
        evidence.log().received().forEach(record -> appended.put(record.position(), record.appendedAt()));
        List<Violation> violations = new ArrayList<>();
        for (Log.Processed record : evidence.log().processed()) {
            Instant createdAt = appended.get(record.event().received());
            if (createdAt == null) {
                continue; // reported by FirstWins
            }
            Instant dueAt = createdAt.plus(evidence.timing().delay());
            if (record.processedAt().isBefore(dueAt)) {
                violations.add(violation(
                        record.processedAt(), "processed before it was due at " + dueAt + ": " + record.event()));
            }
            if (!record.event().dueAt().equals(dueAt)) {
                violations.add(violation(record.processedAt(), "due_at is not " + dueAt + ": " + record.event()));
            }
        }
        return violations;
    }
}
