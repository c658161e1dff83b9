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
 * The table at the end of a run: a line a fault, for the time from its strike to the next one's, and a line for all.
 * Recovery is the time from when the system had all it needs until a transaction of every partition went through it;
 * "late for" until the last one that came out more than a second late; "late by" how late the latest was.
 */
final class Report {
    private static final String HEAD = "%-48s %5s %7s %7s %9s %4s %10s %5s %9s %8s %8s %8s"
            .formatted(
                    "fault",
                    "times",
                    "sent",
                    "acked",
                    "processed",
                    "lost",
                    "duplicated",
                    "early",
                    "backwards",
                    "recovery",
                    "late for",
                    "late by");
    private static final Set<String> LOST = Set.of("NothingLost", "DurableAck");
    private static final Set<String> DUPLICATED = Set.of("ProcessedOnce");
    private static final Set<String> EARLY = Set.of("NotBeforeDue");
    private static final Set<String> BACKWARDS = Set.of("NeverBackwards");
    private static final Set<String> IN_COLUMNS =
            Stream.of(LOST, DUPLICATED, EARLY, BACKWARDS).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
    private static final Duration REFUSAL_BOUND = Duration.ofMillis(500);

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
        lines.add("other violations %d, out of due order %d".formatted(others(), lateness.outOfOrder()));
        lines.add(refusals());
        return String.join(System.lineSeparator(), lines);
    }

    private Span span(Injection injection) {
        return new Span(injection, injection.next(injections));
    }

    private static boolean during(List<Span> spans, Instant at) {
        return spans.stream().anyMatch(span -> span.holds(at));
    }

    private String line(String name, List<Span> spans, Predicate<Instant> during) {
        return "%-48s %5d %7d %7d %9d %4d %10d %5d %9d %7.1fs %7.1fs %7.1fs"
                .formatted(
                        name,
                        spans.size(),
                        sent(during),
                        acknowledged(during),
                        evidence.log().processed().stream()
                                .filter(record -> during.test(record.processedAt()))
                                .count(),
                        broken(LOST, during),
                        broken(DUPLICATED, during),
                        broken(EARLY, during),
                        broken(BACKWARDS, during),
                        longest(spans, span -> span.injection().recovery()),
                        longest(spans, this::lateFor),
                        seconds(lateness.most(during)));
    }

    private long sent(Predicate<Instant> during) {
        return evidence.writes().stream()
                .filter(write -> write.attempt() == 1 && during.test(write.sentAt()))
                .count();
    }

    private long acknowledged(Predicate<Instant> during) {
        return evidence.writes().stream()
                .map(Write::answer)
                .filter(answer -> answer.outcome() == Outcome.ACKNOWLEDGED && during.test(answer.at()))
                .count();
    }

    private long broken(Set<String> guarantees, Predicate<Instant> during) {
        return violations.stream()
                .filter(violation -> guarantees.contains(violation.guarantee()) && during.test(violation.at()))
                .count();
    }

    private long others() {
        return violations.stream()
                .filter(violation -> !IN_COLUMNS.contains(violation.guarantee()))
                .count();
    }

    /** Nothing where all that was late had come out before the system had all it needs. */
    private Duration lateFor(Span span) {
        Instant mendable = span.injection().mendableAt();
        Duration time = Duration.between(mendable, lateness.last(span::holds, mendable));
        return time.isNegative() ? Duration.ZERO : time;
    }

    private String refusals() {
        List<Duration> times = evidence.writes().stream()
                .filter(write -> write.answer().told().equals("503"))
                .map(write -> Duration.between(write.sentAt(), write.answer().at()))
                .sorted()
                .toList();
        long slow =
                times.stream().filter(time -> time.compareTo(REFUSAL_BOUND) > 0).count();
        double slowest = times.isEmpty() ? 0 : seconds(times.get(times.size() - 1));
        return "answers 503: %d, of these after more than 500 ms %d, the slowest after %.1f s"
                .formatted(times.size(), slow, slowest);
    }

    private static double longest(List<Span> spans, Function<Span, Duration> time) {
        return seconds(spans.stream().map(time).max(Comparator.naturalOrder()).orElse(Duration.ZERO));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** From one strike to the next. */
    private record Span(Injection injection, Instant next) {
        boolean holds(Instant at) {
            return !at.isBefore(injection.struckAt()) && at.isBefore(next);
        }
    }
}
