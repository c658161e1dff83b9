package io.txstream.local.faults;

import io.txstream.contract.Fingerprint;
import io.txstream.contract.Position;
import io.txstream.contract.ReceivedRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the processor must decide about each valid record in its home partition. The first record of an id is the
 * transaction. Later ones are duplicates of it as long as they were appended within the dedupe window; the first one
 * after the window is a transaction again.
 *
 * <p>Within {@link #TOLERANCE} of the end of the window both decisions are right, and the log shows which one was made.
 */
final class Decisions {

    /** How a valid record relates to the transaction of its id. */
    enum Kind {
        FIRST,
        IDENTICAL_DUPLICATE,
        CONFLICTING_DUPLICATE
    }

    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Duration window;
    private final Set<Position> processed = new HashSet<>();
    private final Map<Position, Kind> kinds = new HashMap<>();
    private int expired;

    private Decisions(Log log, Duration window) {
        this.window = window;
        log.processed().forEach(record -> processed.add(record.event().received()));
    }

    static Decisions of(Log log, Duration window) {
        var decisions = new Decisions(log, window);
        Map<String, List<Log.Received>> byId = log.received().stream()
                .filter(record -> record.kind() instanceof ReceivedRecord.Valid)
                .collect(Collectors.groupingBy(Decisions::id));
        byId.values().forEach(decisions::decide);
        return decisions;
    }

    /** Returns the decision about a record; null if it is not a valid record in its home partition. */
    @Nullable
    Kind about(Position received) {
        return kinds.get(received);
    }

    /** Returns how many records are a transaction again, since the window of an earlier one was over. */
    int expired() {
        return expired;
    }

    private void decide(List<Log.Received> sameId) {
        List<Log.Received> inOrder = sameId.stream()
                .sorted(Comparator.comparingLong(record -> record.position().offset()))
                .toList();
        Log.Received first = inOrder.get(0);
        kinds.put(first.position(), Kind.FIRST);
        for (Log.Received record : inOrder.subList(1, inOrder.size())) {
            if (isAfterWindow(first, record)) {
                first = record;
                expired++;
                kinds.put(record.position(), Kind.FIRST);
            } else {
                kinds.put(
                        record.position(),
                        isIdentical(first, record) ? Kind.IDENTICAL_DUPLICATE : Kind.CONFLICTING_DUPLICATE);
            }
        }
    }

    private boolean isAfterWindow(Log.Received first, Log.Received record) {
        Duration age = Duration.between(first.appendedAt(), record.appendedAt());
        return age.compareTo(window.plus(TOLERANCE)) > 0
                || (age.compareTo(window.minus(TOLERANCE)) > 0 && processed.contains(record.position()));
    }

    private static boolean isIdentical(Log.Received one, Log.Received other) {
        return Arrays.equals(fingerprint(one), fingerprint(other));
    }

    private static byte[] fingerprint(Log.Received record) {
        return Fingerprint.of(((ReceivedRecord.Valid) record.kind()).transaction());
    }

    private static String id(Log.Received record) {
        return ((ReceivedRecord.Valid) record.kind()).transaction().id();
    }
}
