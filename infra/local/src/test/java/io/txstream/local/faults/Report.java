package io.txstream.local.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Formats the table at the end of a run: one line per fault, and one line for the whole run. A fault's line covers the
 * time until the next injection. The columns with times are:
 *
 * <ul>
 *   <li>recovery: from when the system had everything it needs to recover until a transaction of every partition passed
 *       through it
 *   <li>catch-up: from the same time until the last event that was delivered more than a second late
 *   <li>max late: the greatest lateness of an event
 * </ul>
 *
 * <p>"recovery" and "catch-up" show the longest of several injections.
 */
final class Report {

    private static final String HEAD = "%-48s %5s %7s %7s %9s %4s %10s %5s %9s %9s %8s %8s %8s"
            .formatted(
                    "fault",
                    "count",
                    "sent",
                    "acked",
                    "processed",
                    "lost",
                    "duplicated",
                    "early",
                    "backwards",
                    "false 404",
                    "recovery",
                    "catch-up",
                    "max late");
    static final Set<String> LOST = Set.of("NothingLost", "DurableAck");
    static final Set<String> DUPLICATED = Set.of("ProcessedOnce");
    static final Set<String> EARLY = Set.of("NotBeforeDue");
    static final Set<String> BACKWARDS = Set.of("NeverBackwards");
    static final Set<String> FALSE_404 = Set.of("NoFalse404");
    private static final Set<String> IN_COLUMNS = Stream.of(LOST, DUPLICATED, EARLY, BACKWARDS, FALSE_404)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());
    private static final Duration REFUSAL_TIME_LIMIT = Duration.ofMillis(500);

    private final Evidence evidence;
    private final List<Injection> injections;
    private final List<Violation> violations;
    private final Lateness lateness;

    Report(Evidence evidence, List<Injection> injections, List<Violation> violations) {
        this.evidence = evidence;
        this.injections = injections;
        this.violations = violations;
        this.lateness = new Lateness(evidence.deliveries());
    }

    String table() {
        Map<String, List<Span>> byFault = new LinkedHashMap<>();
        injections.stream()
                .sorted(Comparator.comparing(Injection::name))
                .forEach(injection -> byFault.computeIfAbsent(injection.name(), name -> new ArrayList<>())
                        .add(span(injection)));
        List<String> lines = new ArrayList<>(List.of(HEAD));
        byFault.forEach((name, spans) -> lines.add(line(name, spans, at -> during(spans, at))));
        lines.add(line("all", byFault.values().stream().flatMap(List::stream).toList(), at -> true));
        lines.add("other violations: %d, events out of order: %d"
                .formatted(otherViolations(), lateness.outOfOrderCount()));
        lines.add(refusals());
        lines.add(new Coverage(evidence).summary());
        lines.add(new PairTimes(evidence).summary());
        return String.join(System.lineSeparator(), lines);
    }

    private Span span(Injection injection) {
        return new Span(injection, injection.next(injections));
    }

    private static boolean during(List<Span> spans, Instant at) {
        return spans.stream().anyMatch(span -> span.contains(at));
    }

    private String line(String name, List<Span> spans, Predicate<Instant> during) {
        return "%-48s %5d %7d %7d %9d %4d %10d %5d %9d %9d %7.1fs %7.1fs %7.1fs"
                .formatted(
                        name,
                        spans.size(),
                        sent(during),
                        acknowledged(during),
                        evidence.log().processed().stream()
                                .filter(record -> during.test(record.processedAt()))
                                .count(),
                        violations(LOST, during),
                        violations(DUPLICATED, during),
                        violations(EARLY, during),
                        violations(BACKWARDS, during),
                        violations(FALSE_404, during),
                        longest(spans, span -> span.injection().recoveryTime()),
                        longest(spans, this::catchUpTime),
                        seconds(lateness.max(during)));
    }

    private long sent(Predicate<Instant> during) {
        return evidence.attempts().stream()
                .filter(attempt -> attempt.number() == 1 && during.test(attempt.sentAt()))
                .count();
    }

    private long acknowledged(Predicate<Instant> during) {
        return evidence.attempts().stream()
                .map(SendAttempt::result)
                .filter(result -> result.outcome() == Outcome.ACKNOWLEDGED && during.test(result.receivedAt()))
                .count();
    }

    private long violations(Set<String> guarantees, Predicate<Instant> during) {
        return violations.stream()
                .filter(violation -> guarantees.contains(violation.guarantee()) && during.test(violation.at()))
                .count();
    }

    private long otherViolations() {
        return violations.stream()
                .filter(violation -> !IN_COLUMNS.contains(violation.guarantee()))
                .count();
    }

    /** Returns zero if the last late event was delivered before the system was able to recover. */
    private Duration catchUpTime(Span span) {
        Instant recoverableAt = span.injection().recoverableAt();
        Duration time = Duration.between(recoverableAt, lateness.lastLate(span::contains, recoverableAt));
        return time.isNegative() ? Duration.ZERO : time;
    }

    private String refusals() {
        List<Duration> times = evidence.attempts().stream()
                .filter(attempt -> attempt.result().detail().equals("503"))
                .map(attempt ->
                        Duration.between(attempt.sentAt(), attempt.result().receivedAt()))
                .sorted()
                .toList();
        long slow = times.stream()
                .filter(time -> time.compareTo(REFUSAL_TIME_LIMIT) > 0)
                .count();
        double slowest = times.isEmpty() ? 0 : seconds(times.get(times.size() - 1));
        return "503 responses: %d, of these slower than 500 ms: %d, slowest: %.1f s"
                .formatted(times.size(), slow, slowest);
    }

    private static double longest(List<Span> spans, Function<Span, Duration> time) {
        return seconds(spans.stream().map(time).max(Comparator.naturalOrder()).orElse(Duration.ZERO));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** The time from an injection to the next one. */
    private record Span(Injection injection, Instant next) {
        boolean contains(Instant at) {
            return !at.isBefore(injection.injectedAt()) && at.isBefore(next);
        }
    }
}
