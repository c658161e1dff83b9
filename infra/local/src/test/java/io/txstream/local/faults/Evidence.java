package io.txstream.local.faults;

import java.time.Duration;
import java.util.List;

/**
 * All that was observed of a run, once everything is drained.
 *
 * @param delay the processor's
 * @param writes every attempt of every client
 * @param lookups every answer to a lookup
 * @param deliveries of processed events to a reader who waits for them
 * @param log the three topics
 * @param rows the table of transactions
 */
record Evidence(
        Duration delay,
        List<Write> writes,
        List<Lookup> lookups,
        List<Delivery> deliveries,
        Log log,
        List<TableRow> rows) {

    Evidence {
        writes = List.copyOf(writes);
        lookups = List.copyOf(lookups);
        deliveries = List.copyOf(deliveries);
        rows = List.copyOf(rows);
    }

    /** The same with another table. */
    Evidence withRows(List<TableRow> other) {
        return new Evidence(delay, writes, lookups, deliveries, log, other);
    }
}
