package io.txstream.local.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Promise: at most one processed event per transaction id is visible to {@code read_committed} readers, and no received
 * record is processed twice.
 *
 * <p>This check ignores the dedupe window: it requires that the run is shorter than the window.
 */
final class ProcessedOnce implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<String, Log.Processed> byId = new HashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (Log.Processed record : evidence.log().processed()) {
            String id = record.event().transaction().id();
            Log.Processed first = byId.putIfAbsent(id, record);
            if (first != null) {
                violations.add(violation(
                        record.processedAt(),
                        id + " processed at " + first.position() + " and again at " + record.position()));
            }
        }
        return violations;
    }
}
