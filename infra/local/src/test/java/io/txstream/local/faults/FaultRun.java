package io.txstream.local.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Load, faults, drain, judgement: from start to the table, the same for the same seed. */
final class FaultRun {
    private static final Duration TIME_TO_DUMP = Duration.ofSeconds(3);

    private final Plan plan;
    private final Path directory;
    private final History history = new History();
    private final List<Violation> violations = new ArrayList<>();

    /**
     * What to run.
     *
     * @param delay the processor's
     * @param perSecond messages of all clients
     * @param invalidPercent of these that are no transactions
     * @param calm how long there is load before the first fault and after the last one
     * @param brokers 1 or 3
     */
    record Plan(long seed, Duration delay, double perSecond, int invalidPercent, Duration calm, int brokers) {}

    /** What came of it. */
    record Result(Path directory, Evidence evidence, List<Injection> injections, List<Violation> violations) {}

    FaultRun(Plan plan) {
        this.plan = plan;
        this.directory = Path.of(
                "target", "faults", "seed-" + plan.seed() + "-" + Instant.now().getEpochSecond());
    }

    /** Runs it with these faults, one step after the other. */
    Result run(Iterator<List<Fault>> schedule) {
        System.out.println("fault run with " + plan + ", history in " + directory.toAbsolutePath());
        try (FaultStack stack = new FaultStack(directory, plan.delay(), plan.brokers())) {
            stack.start();
            var injector = new Injector(stack, history, plan.seed());
            try (Subscriber subscriber = new Subscriber(stack.bootstrapServers(), history)) {
                subscriber.start();
                strikeUnderLoad(stack, injector, schedule);
                return judge(stack, injector.injections());
            } catch (RuntimeException e) {
                dump(stack);
                throw new IllegalStateException(
                        "seed " + plan.seed() + ", history in " + directory.toAbsolutePath() + ", so far " + violations,
                        e);
            } finally {
                history.saveTo(directory);
                History.save(directory.resolve("faults.txt"), injector.injections());
                History.save(directory.resolve("violations.txt"), violations);
            }
        }
    }

    /** Ends with the first step that the system does not recover from: the judges then say what that did. */
    private void strikeUnderLoad(FaultStack stack, Injector injector, Iterator<List<Fault>> schedule) {
        MessageGenerator traffic = Load.traffic(plan.seed(), plan.invalidPercent());
        try (Load load = new Load(stack, traffic, plan.perSecond(), history)) {
            Pacing.pause(plan.calm());
            while (violations.isEmpty() && schedule.hasNext()) {
                load.requireRunning();
                try {
                    injector.inject(schedule.next());
                } catch (NotRecoveredException e) {
                    violations.add(new Violation("Recovery", Instant.now(), String.valueOf(e.getMessage())));
                    dump(stack);
                }
            }
            Pacing.pause(plan.calm());
        }
    }

    private Result judge(FaultStack stack, List<Injection> injections) {
        Quiescence.Drained drained = new Quiescence(stack, history).drained();
        Evidence evidence = drained.evidence();
        Guarantees.ALL.forEach(guarantee -> violations.addAll(guarantee.violations(evidence)));
        if (!drained.allIsCommitted()) {
            violations.add(new Violation("NothingLost", Instant.now(), "a transaction is left open"));
        }
        new Rebuildable()
                .violations(evidence.withRows(drained.rebuilt()))
                .forEach(violation -> violations.add(violation.of("after the rebuild")));
        String table = new Report(evidence, injections, violations).table();
        System.out.println("seed " + plan.seed() + System.lineSeparator() + table);
        History.save(directory.resolve("report.txt"), List.of(plan, table));
        stack.close();
        if (violations.isEmpty()) {
            stack.deleteData();
        }
        return new Result(directory, evidence, injections, List.copyOf(violations));
    }

    private static void dump(FaultStack stack) {
        stack.dumpThreads();
        Pacing.pause(TIME_TO_DUMP);
    }
}
