package io.txstream.local.faults;

import java.time.Duration;
import java.util.List;

/**
 * All observations of a run, taken after {@link Quiescence}.
 *
 * @param delay the processor's delay
 * @param attempts every send attempt of every client
 * @param lookups every lookup with its result
 * @param deliveries every processed event that the subscriber received
 * @param log the three topics
 * @param rows the table of transactions
 */
record Evidence(
        Duration delay,
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

    /** Returns the same evidence with other table rows. */
    Evidence withRows(List<TableRow> other) {
        return new Evidence(delay, attempts, lookups, deliveries, log, other);
    }
}
