package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Promise: an acknowledged message is in the received topic, at the acknowledged position if its sender learned one.
 * Each acknowledgement has a record of its own. A refused message has no record.
 *
 * <p>This check reads the log after the run, so it does not see how many replicas had a record when it was
 * acknowledged. It matches messages by their bytes, which the nonce of {@link Message#withNonce} makes unique to an
 * attempt. The few messages that cannot carry a nonce have an id of their own; of these, an earlier attempt that was
 * stored but not acknowledged hides a lost one.
 */
final class DurableAck implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<Position, Log.Received> byPosition = new HashMap<>();
        evidence.log().received().forEach(record -> byPosition.put(record.position(), record));
        Map<String, Integer> unclaimed = recordsOfSenders(evidence.log());
        List<Violation> violations = new ArrayList<>();
        for (SendAttempt attempt : evidence.attempts()) {
            String problem = switch (attempt.result().outcome()) {
                case ACKNOWLEDGED -> missing(attempt, byPosition, unclaimed);
                case REFUSED -> unclaimed.containsKey(attempt.message().content()) ? "refused, but in the log" : null;
                case UNKNOWN -> null;
            };
            if (problem != null) {
                violations.add(violation(attempt.result().receivedAt(), problem + ": " + attempt));
            }
        }
        return violations;
    }

    /**
     * Counts the records that senders appended, by content. The copy of a misplaced record does not count: the
     * processor appends it to the home partition.
     */
    private static Map<String, Integer> recordsOfSenders(Log log) {
        Map<String, Integer> counts = new HashMap<>();
        log.received().forEach(record -> counts.merge(record.message().content(), 1, Integer::sum));
        log.received().stream()
                .filter(Log.Received::isMisplaced)
                .forEach(misplaced -> counts.merge(misplaced.message().content(), -1, Integer::sum));
        return counts;
    }

    private static @Nullable String missing(
            SendAttempt attempt, Map<Position, Log.Received> byPosition, Map<String, Integer> unclaimed) {
        String content = attempt.message().content();
        Position acknowledged = attempt.result().position();
        if (acknowledged != null) {
            Log.Received record = byPosition.get(acknowledged);
            if (record == null || !record.message().content().equals(content)) {
                return "not at the acknowledged position";
            }
        }
        return unclaimed.merge(content, -1, Integer::sum) < 0 ? "acknowledged, but not in the log" : null;
    }
}
