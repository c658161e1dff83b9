package io.txstream.local.faults;

import io.txstream.contract.Fingerprint;
import io.txstream.contract.Position;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every received record ended as the contract says: the first valid one of its id in a processed event, an identical
 * resend in nothing, every other one in exactly one rejection with its reason, bytes and origin, a stray in a copy at
 * home. And nothing was rejected that was not to be.
 */
final class NothingLost implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        return new Audit(evidence.log()).violations();
    }

    /** The audit of one log. */
    private final class Audit {
        private final Log log;
        private final Map<String, Log.Received> firsts;
        private final Set<Position> processed = new HashSet<>();
        private final Map<Position, List<Log.Rejected>> rejections = new HashMap<>();
        private final Map<String, Integer> atHome = new HashMap<>();
        private final List<Violation> found = new ArrayList<>();

        Audit(Log log) {
            this.log = log;
            firsts = log.firsts();
            log.processed().forEach(record -> processed.add(record.event().received()));
            log.rejected()
                    .forEach(record -> rejections
                            .computeIfAbsent(record.rejection().origin(), origin -> new ArrayList<>())
                            .add(record));
            log.received().stream()
                    .filter(record -> !record.isStray())
                    .forEach(record -> atHome.merge(record.message().signature(), 1, Integer::sum));
        }

        List<Violation> violations() {
            log.received().forEach(this::check);
            rejections.forEach((origin, records) -> records.forEach(record -> report(
                    record.rejection().timestamp(), "a rejection of nothing, origin " + origin + ": " + record)));
            return found;
        }

        private void check(Log.Received record) {
            if (record.reading() instanceof ReceivedRecord.Rejected refused) {
                requireRejection(record, refused.reason());
            } else if (record.reading() instanceof ReceivedRecord.Valid accepted) {
                check(record, accepted.transaction());
            } else if (atHome.merge(record.message().signature(), -1, Integer::sum) < 0) {
                report(record.appendedAt(), "a stray without a copy at home: " + describe(record));
            }
        }

        private void check(Log.Received record, Transaction transaction) {
            Log.Received first = firsts.get(transaction.id());
            if (first == null || first.position().equals(record.position())) {
                requireProcessed(record);
            } else if (!isSame(first, transaction)) {
                requireRejection(record, RejectionReason.CONFLICTING_DUPLICATE);
            }
        }

        private void requireProcessed(Log.Received record) {
            if (!processed.contains(record.position())) {
                report(record.appendedAt(), "never processed: " + describe(record));
            }
        }

        private void requireRejection(Log.Received record, RejectionReason reason) {
            List<Log.Rejected> told = rejections.getOrDefault(record.position(), List.of());
            rejections.remove(record.position());
            if (told.size() != 1) {
                report(record.appendedAt(), told.size() + " rejections, not one, of " + describe(record));
                return;
            }
            String problem = problem(record, told.get(0), reason);
            if (problem != null) {
                report(record.appendedAt(), problem + " in the rejection of " + describe(record));
            }
        }

        private void report(Instant at, String what) {
            found.add(violation(at, what));
        }
    }

    private static @Nullable String problem(Log.Received record, Log.Rejected told, RejectionReason reason) {
        if (told.rejection().reason() != reason) {
            return "another reason, " + told.rejection().reason();
        }
        if (!told.rejection().timestamp().equals(record.appendedAt())) {
            return "another time, " + told.rejection().timestamp();
        }
        return told.message().signature().equals(record.message().signature()) ? null : "other bytes";
    }

    private static boolean isSame(Log.Received first, Transaction other) {
        return first.reading() instanceof ReceivedRecord.Valid accepted
                && Arrays.equals(Fingerprint.of(accepted.transaction()), Fingerprint.of(other));
    }

    private static String describe(Log.Received record) {
        return record.message().keyText() + " at " + record.position();
    }
}
