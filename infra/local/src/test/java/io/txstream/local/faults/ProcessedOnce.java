package io.txstream.local.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** No id has a second processed event. */
final class ProcessedOnce implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<String, Log.Processed> seen = new HashMap<>();
        List<Violation> violations = new ArrayList<>();
        for (Log.Processed record : evidence.log().processed()) {
            String id = record.event().transaction().id();
            Log.Processed before = seen.putIfAbsent(id, record);
            if (before != null) {
                violations.add(violation(
                        record.processedAt(),
                        id + " processed at " + before.position() + " and again at " + record.position()));
            }
        }
        return violations;
    }
}
