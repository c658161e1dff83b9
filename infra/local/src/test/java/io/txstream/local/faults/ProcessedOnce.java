package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Promise: at most one processed event per transaction id is visible to {@code read_committed} readers within the
 * dedupe window, and no received record is processed twice, at any age.
 */
final class ProcessedOnce implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Decisions decisions = evidence.decisions();
        Map<Position, Log.Processed> byReceived = new HashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (Log.Processed record : evidence.log().processed()) {
            Position received = record.event().received();
            Log.Processed first = byReceived.putIfAbsent(received, record);
            if (first != null) {
                violations.add(violation(record.processedAt(), describe(record) + ", before at " + first.position()));
            } else if (isDuplicate(decisions.about(received))) {
                violations.add(violation(
                        record.processedAt(), describe(record) + ", though it is a duplicate within the window"));
            }
        }
        return violations;
    }

    private static boolean isDuplicate(Decisions.@Nullable Kind decision) {
        return decision == Decisions.Kind.IDENTICAL_DUPLICATE || decision == Decisions.Kind.CONFLICTING_DUPLICATE;
    }

    private static String describe(Log.Processed record) {
        return "%s, received at %s, processed at %s"
                .formatted(record.event().transaction().id(), record.event().received(), record.position());
    }
}
