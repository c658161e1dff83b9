package io.txstream.local.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whoever looks at an id after another has been answered, through whatever instance, sees no less than he did. Of two
 * lookups under way at the same time either may have been first.
 */
final class NeverBackwards implements Guarantee {

    @Override
    public List<Violation> violations(Evidence evidence) {
        Map<String, List<Lookup>> byId = new HashMap<>();
        evidence.lookups().stream()
                .filter(lookup -> lookup.seen() != Lookup.Seen.UNKNOWN)
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
        Lookup most = null;
        for (Lookup lookup : lookups) {
            for (; answered.get(next).answeredAt().isBefore(lookup.sentAt()); next++) {
                Lookup earlier = answered.get(next);
                most = most == null || earlier.seen().compareTo(most.seen()) > 0 ? earlier : most;
            }
            if (most != null && lookup.seen().compareTo(most.seen()) < 0) {
                violations.add(violation(lookup.answeredAt(), lookup + " after " + most));
            }
        }
    }
}
