package io.txstream.local.faults;

import java.time.Duration;
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

    /** The processor's delay and dedupe window. */
    record Timing(Duration delay, Duration window) {}

    /** Returns what the processor must have decided about the received records. */
    Decisions decisions() {
        return Decisions.of(log, timing.window());
    }

    /** Returns the same evidence with other table rows. */
    Evidence withRows(List<TableRow> other) {
        return new Evidence(timing, attempts, lookups, deliveries, log, other);
    }
}
