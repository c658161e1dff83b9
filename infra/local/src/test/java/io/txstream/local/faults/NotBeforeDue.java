package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** No processed event was appended before its received record's append time plus the delay, whatever it says itself. */
final class NotBeforeDue implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<Position, Instant> appended = new HashMap<>();
        evidence.log().received().forEach(record -> appended.put(record.position(), record.appendedAt()));
        List<Violation> violations = new ArrayList<>();
        for (Log.Processed record : evidence.log().processed()) {
            Instant createdAt = appended.get(record.event().received());
            if (createdAt == null) {
                continue; // FirstWins tells of it
            }
            Instant dueAt = createdAt.plus(evidence.delay());
            if (record.processedAt().isBefore(dueAt)) {
                violations.add(violation(record.processedAt(), "due at " + dueAt + ", too early: " + record.event()));
            }
            if (!record.event().dueAt().equals(dueAt)) {
                violations.add(
                        violation(record.processedAt(), "due at " + dueAt + ", says otherwise: " + record.event()));
            }
        }
        return violations;
    }
}
