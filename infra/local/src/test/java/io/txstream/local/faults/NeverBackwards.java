package io.txstream.local.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Promise: a status only moves forward. A lookup sent after another one was answered never shows a lower status,
 * through any instance. Two lookups at the same time have no order.
 *
 * <p>This check sees only transactions that a client looked up, and orders lookups by the clock of this machine.
 */
final class NeverBackwards implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<String, List<Lookup>> byId = new HashMap<>();
        evidence.lookups().stream()
                .filter(Lookup::showsAStatus)
                .forEach(lookup -> byId.computeIfAbsent(lookup.id(), id -> new ArrayList<>())
                        .add(lookup));
        List<Violation> violations = new ArrayList<>();
        byId.values().forEach(lookups -> check(lookups, violations));
        return violations;
    }

    private void check(List<Lookup> lookups, List<Violation> violations) {
        lookups.sort(Comparator.comparing(Lookup::sentAt));
        List<Lookup> answered = new ArrayList<>(lookups);
        answered.sort(Comparator.comparing(Lookup::answeredAt));
        int next = 0;
        Lookup highest = null;
        for (Lookup lookup : lookups) {
            for (; answered.get(next).answeredAt().isBefore(lookup.sentAt()); next++) {
                Lookup earlier = answered.get(next);
                highest = highest == null || earlier.status().compareTo(highest.status()) > 0 ? earlier : highest;
            }
            if (highest != null && lookup.status().compareTo(highest.status()) < 0) {
                violations.add(violation(lookup.answeredAt(), lookup + " after " + highest));
            }
        }
    }
}
