package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** One run as a row of the table in {@code infra/docs/fault-runs.md}. */
final class RunLine {

    private final Plan plan;
    private final Evidence evidence;
    private final List<Injection> injections;
    private final Collection<Violation> violations;

    RunLine(Plan plan, Evidence evidence, List<Injection> injections, List<Violation> violations) {
        this.plan = plan;
        this.evidence = evidence;
        this.injections = List.copyOf(injections);
        this.violations = List.copyOf(violations);
    }

    String markdown() {
        var coverage = new Coverage(evidence);
        var pairs = new PairTimes(evidence);
        List<Object> columns = List.of(
                plan.setup().profile().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                plan.seed(),
                plan.setup().brokers(),
                commit(),
                "%.1f".formatted(loadTime().toSeconds() / 60.0),
                injections.size(),
                count(evidence.attempts(), attempt -> attempt.number() == 1),
                count(evidence.attempts(), attempt -> attempt.result().outcome() == Outcome.ACKNOWLEDGED),
                evidence.log().processed().size(),
                violations(Report.LOST),
                violations(Report.DUPLICATED),
                violations(Report.EARLY),
                violations(Report.BACKWARDS),
                violations(Report.FALSE_404),
                coverage.blindLookups(),
                "%.1f s".formatted(longestRecovery().toMillis() / 1000.0),
                count(evidence.attempts(), attempt -> attempt.result().detail().equals("503")),
                pairs.count(),
                pairs.unavailable(),
                "%.1f s".formatted(pairs.longest().toMillis() / 1000.0));
        return "| " + String.join(" | ", columns.stream().map(Object::toString).toList()) + " |";
    }

    private static <T> long count(List<T> all, Predicate<T> matching) {
        return all.stream().filter(matching).count();
    }

    private long violations(Set<String> guarantees) {
        return violations.stream()
                .filter(violation -> guarantees.contains(violation.guarantee()))
                .count();
    }

    private Duration loadTime() {
        Instant first = evidence.attempts().stream()
                .filter(attempt -> !EndToEndProbe.isProbe(attempt.message().keyText()))
                .map(SendAttempt::sentAt)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        Instant last = evidence.attempts().stream()
                .filter(attempt -> !EndToEndProbe.isProbe(attempt.message().keyText()))
                .map(SendAttempt::sentAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        return Duration.between(first, last);
    }

    private Duration longestRecovery() {
        return injections.stream()
                .map(Injection::recoveryTime)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Returns the short hash of the commit, with a plus sign if the sources were changed; "unknown" without git. */
    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--exclude=*", "--dirty=+")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(git.getInputStream().readAllBytes(), UTF_8);
            return git.waitFor() == 0 ? output.strip() : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
