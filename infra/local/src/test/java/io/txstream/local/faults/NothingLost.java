package io.txstream.local.faults;

import io.txstream.contract.Position;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.RejectionReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Promise: every valid record ends in a processed event, and every other one in the rejected topic, with its reason and
 * origin. In detail, for each received record:
 *
 * <ul>
 *   <li>The first valid record of an id within the dedupe window has a processed event.
 *   <li>An identical duplicate has no rejection.
 *   <li>An invalid record or a conflicting duplicate has exactly one rejection, with its reason, bytes and append time.
 *   <li>A misplaced record has a copy in its home partition. One that was forwarded before has a rejection instead.
 *   <li>A record that an operator has skipped has one rejection, without time and bytes.
 * </ul>
 *
 * <p>There are no other rejections. A record that a broker appended while its clock was far ahead is not due during the
 * run, and need not be processed.
 *
 * <p>This check starts from the committed records of the received topic: {@link DurableAck} covers messages that never
 * reached it. It finds the copy of a misplaced record by its bytes, so an identical record that a client sent to the
 * home partition hides a missing copy.
 */
final class NothingLost implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        return new Check(evidence).violations();
    }

    /** The check of one log. */
    private final class Check {

        private final Log log;
        private final Decisions decisions;
        private final Evidence.Timing timing;
        private final Set<Position> processed = new HashSet<>();
        private final Map<Position, List<Log.Rejected>> rejections = new HashMap<>();
        private final Map<String, Integer> homeCopies = new HashMap<>();
        private final List<Violation> violations = new ArrayList<>();

        Check(Evidence evidence) {
            log = evidence.log();
            decisions = evidence.decisions();
            timing = evidence.timing();
            log.processed().forEach(record -> processed.add(record.event().received()));
            log.rejected()
                    .forEach(record -> rejections
                            .computeIfAbsent(record.rejection().origin(), origin -> new ArrayList<>())
                            .add(record));
            log.received().stream()
                    .filter(record -> !record.isMisplaced())
                    .forEach(record -> homeCopies.merge(record.message().content(), 1, Integer::sum));
        }

        List<Violation> violations() {
            log.received().forEach(this::check);
            rejections.forEach((origin, records) -> records.forEach(record -> report(
                    record.rejection().timestamp(),
                    "unexpected rejection of the record at " + origin + ": " + record)));
            return violations;
        }

        private void check(Log.Received record) {
            if (InvalidRecords.isSkipped(record.message())) {
                requireRejection(record, RejectionReason.UNREADABLE);
            } else if (record.kind() instanceof ReceivedRecord.Rejected rejected) {
                requireRejection(record, rejected.reason());
            } else if (record.kind() instanceof ReceivedRecord.Valid) {
                checkValid(record);
            } else if (homeCopies.merge(record.message().content(), -1, Integer::sum) < 0) {
                report(
                        record.appendedAt(),
                        "a misplaced record without a copy in its home partition: " + describe(record));
            }
        }

        private void checkValid(Log.Received record) {
            Decisions.Kind decision = decisions.about(record.position());
            if (decision == Decisions.Kind.FIRST) {
                requireProcessed(record);
            } else if (decision == Decisions.Kind.CONFLICTING_DUPLICATE) {
                requireRejection(record, RejectionReason.CONFLICTING_DUPLICATE);
            }
        }

        private void requireProcessed(Log.Received record) {
            if (!processed.contains(record.position()) && !timing.isDueAfterTheRun(record.appendedAt())) {
                report(record.appendedAt(), "never processed: " + describe(record));
            }
        }

        private void requireRejection(Log.Received record, RejectionReason reason) {
            List<Log.Rejected> found = rejections.getOrDefault(record.position(), List.of());
            rejections.remove(record.position());
            if (found.size() != 1) {
                report(record.appendedAt(), found.size() + " rejections instead of one: " + describe(record));
                return;
            }
            String problem = problem(record, found.get(0), reason);
            if (problem != null) {
                report(record.appendedAt(), problem + " in the rejection of " + describe(record));
            }
        }

        private void report(Instant at, String description) {
            violations.add(violation(at, description));
        }
    }

    private static @Nullable String problem(Log.Received record, Log.Rejected found, RejectionReason reason) {
        if (found.rejection().reason() != reason) {
            return "wrong reason " + found.rejection().reason();
        }
        // The processor cannot read a record that it must skip, so its time and its bytes are unknown.
        boolean isRead = reason != RejectionReason.UNREADABLE;
        if (!found.rejection().timestamp().equals(isRead ? record.appendedAt() : Instant.EPOCH)) {
            return "wrong timestamp " + found.rejection().timestamp();
        }
        Message expected = isRead ? record.message() : new Message(null, null);
        return found.message().content().equals(expected.content()) ? null : "wrong bytes";
    }

    private static String describe(Log.Received record) {
        return record.message().keyText() + " at " + record.position();
    }
}
