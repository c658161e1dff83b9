package io.txstream.local.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * All observations of a run, taken after {@link Quiescence}.
 *
 * @param timing the processor's delay and dedupe window
 * @param attempts every send attempt of every client
 * @param lookups every lookup with its result
 * @param deliveries every processed event that the subscriber received
 * @param log the three topics
 * @param rows the table of transactions
 */
record Evidence(
        Timing timing,
        List<SendAttempt> attempts,
        List<Lookup> lookups,
        List<Delivery> deliveries,
        Log log,
        List<TableRow> rows) {

    Evidence {
        attempts = List.copyOf(attempts);
        lookups = List.copyOf(lookups);
        deliveries = List.copyOf(deliveries);
        rows = List.copyOf(rows);
    }

    /**
     * The processor's delay and dedupe window, and when the evidence was taken.
     *
     * @param takenAt by the clock of this machine
     */
    record Timing(Duration delay, Duration window, Instant takenAt) {

        /** By how much a due time is in the future if it comes from a clock that was ahead. */
        private static final Duration FAR_AHEAD = Duration.ofMinutes(30);

        Timing(Duration delay, Duration window) {
            this(delay, window, Instant.MAX);
        }

        Timing at(Instant time) {
            return new Timing(delay, window, time);
        }

        /** Returns whether a broker whose clock was ahead appended a record, so that it is not due in this run. */
        boolean isDueAfterTheRun(Instant appendedAt) {
            return !takenAt.equals(Instant.MAX) && appendedAt.isAfter(takenAt.plus(FAR_AHEAD));
        }
    }

    /** Returns what the processor must have decided about the received records. */
    Decisions decisions() {
        return Decisions.of(log, timing.window());
    }
}
