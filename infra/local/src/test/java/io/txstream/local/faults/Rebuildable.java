package io.txstream.local.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table holds what a fold of the topics makes, row by row, and not one row more. */
final class Rebuildable implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<String, TableRow> expected = LogFold.of(evidence.log());
        Map<String, TableRow> missing = new HashMap<>(expected);
        List<Violation> violations = new ArrayList<>();
        for (TableRow row : evidence.rows()) {
            TableRow wanted = missing.remove(row.id());
            if (wanted == null) {
                violations.add(violation(at(row), "a row too many: " + row));
            } else if (!wanted.equals(row)) {
                violations.add(violation(at(row), row + " should be " + wanted));
            }
        }
        missing.values().forEach(row -> violations.add(violation(at(row), "a row too few: " + row)));
        return violations;
    }

    private static Instant at(TableRow row) {
        return row.times().createdAt();
    }
}
