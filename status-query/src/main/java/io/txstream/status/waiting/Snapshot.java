package io.txstream.status.waiting;

import io.txstream.status.lookup.TransactionView;
import java.util.Map;

/**
 * The rows of some transactions, as one statement saw them.
 *
 * @param rows the rows by their ids; an id without a row is missing
 * @param caughtUp whether the tables had reached the floor that was required before the statement (decision 012)
 */
public record Snapshot(Map<String, TransactionView> rows, boolean caughtUp) {

    public Snapshot {
        rows = Map.copyOf(rows);
    }

    /**
     * {@code NeverBackwards}: returns whether a row may be shown. While the tables may be behind what they showed
     * before, only the highest status may.
     */
    public boolean mayShow(TransactionView row) {
        return caughtUp || row.wasProcessed();
    }
}
