package io.txstream.local.faults;

import java.time.Duration;
import java.util.List;

/**
 * All that was observed of a run, once everything is drained.
 *
 * @param delay the processor's
 * @param writes every attempt of every client
 * @param lookups every answer to a lookup
 * @param log the three topics
 * @param rows the table of transactions
 */
record Evidence(Duration delay, List<Write> writes, List<Lookup> lookups, Log log, List<TableRow> rows) {

    Evidence {
        writes = List.copyOf(writes);
        lookups = List.copyOf(lookups);
        rows = List.copyOf(rows);
    }
}
