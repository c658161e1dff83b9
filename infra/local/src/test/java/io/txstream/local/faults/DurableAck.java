package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An acknowledged message is in the log, once for each acknowledgement at least; one that was refused is not. */
final class DurableAck implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<Position, Log.Received> byPosition = new HashMap<>();
        evidence.log().received().forEach(record -> byPosition.put(record.position(), record));
        Map<String, Integer> unclaimed = originals(evidence.log());
        List<Violation> violations = new ArrayList<>();
        for (Write write : evidence.writes()) {
            String problem = switch (write.answer().outcome()) {
                case ACKNOWLEDGED -> missing(write, byPosition, unclaimed);
                case REFUSED ->
                    unclaimed.containsKey(write.message().signature()) ? "refused, and yet in the log" : null;
                case UNKNOWN -> null;
            };
            if (problem != null) {
                violations.add(violation(write.answer().at(), problem + ": " + write));
            }
        }
        return violations;
    }

    /** How often each message was appended by a sender: what was sent on to its home is the processor's copy. */
    private static Map<String, Integer> originals(Log log) {
        Map<String, Integer> counts = new HashMap<>();
        log.received().forEach(record -> counts.merge(record.message().signature(), 1, Integer::sum));
        log.received().stream()
                .filter(Log.Received::isStray)
                .forEach(stray -> counts.merge(stray.message().signature(), -1, Integer::sum));
        return counts;
    }

    private static @Nullable String missing(
            Write write, Map<Position, Log.Received> byPosition, Map<String, Integer> unclaimed) {
        String signature = write.message().signature();
        Position told = write.answer().position();
        if (told != null) {
            Log.Received record = byPosition.get(told);
            if (record == null || !record.message().signature().equals(signature)) {
                return "not where its producer was told it is";
            }
        }
        return unclaimed.merge(signature, -1, Integer::sum) < 0 ? "acknowledged, and not in the log" : null;
    }
}
