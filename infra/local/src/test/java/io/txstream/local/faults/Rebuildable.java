package io.txstream.local.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Promise: the Postgres tables are a fold of the log. The table of transactions holds exactly the rows that follow from
 * the three topics.
 *
 * <p>{@link Quiescence} applies this check before the rebuild too. It sees only the columns in {@link
 * TableRow}. It parses records with the contract module, as the projection does, so it does not see a fault of the
 * parser.
 */
final class Rebuildable implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<String, TableRow> expected = LogFold.of(evidence.log());
        Map<String, TableRow> missing = new HashMap<>(expected);
        List<Violation> violations = new ArrayList<>();
        for (TableRow row : evidence.rows()) {
            TableRow correct = missing.remove(row.id());
            if (correct == null) {
                violations.add(violation(at(row), "unexpected row: " + row));
            } else if (!correct.equals(row)) {
                violations.add(violation(at(row), "wrong row: " + row + ", expected " + correct));
            }
        }
        missing.values().forEach(row -> violations.add(violation(at(row), "missing row: " + row)));
        return violations;
    }

    private static Instant at(TableRow row) {
        return row.times().createdAt();
    }
}
