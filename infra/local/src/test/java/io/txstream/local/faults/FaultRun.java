package io.txstream.local.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A complete run: it starts the system, injects faults under load, waits for quiescence, checks every guarantee and
 * prints the report. The same plan sends the same messages.
 */
final class FaultRun {

    private static final Duration THREAD_DUMP_TIME = Duration.ofSeconds(3);

    private final Plan plan;
    private final Path directory;
    private final History history = new History();
    private final List<Violation> violations = new ArrayList<>();

    /**
     * The settings of a run.
     *
     * @param delay the processor's delay
     * @param perSecond messages per second, all clients together
     * @param invalidPercent percentage of invalid messages
     * @param faultFreeTime time under load before the first fault, and again after the last one
     * @param brokers 1 or 3
     */
    record Plan(long seed, Duration delay, double perSecond, int invalidPercent, Duration faultFreeTime, int brokers) {}

    /** The result of a run. */
    record Result(Path directory, Evidence evidence, List<Injection> injections, List<Violation> violations) {}

    FaultRun(Plan plan) {
        this.plan = plan;
        this.directory = Path.of(
                "target", "faults", "seed-" + plan.seed() + "-" + Instant.now().getEpochSecond());
    }

    /** Runs the plan with these faults, one step after another. */
    Result run(Iterator<List<Fault>> schedule) {
        System.out.println("fault run with " + plan + ", history in " + directory.toAbsolutePath());
        try (var stack = new FaultStack(directory, plan.delay(), plan.brokers())) {
            stack.start();
            var injector = new Injector(stack, history, plan.seed());
            try (var subscriber = new Subscriber(stack.bootstrapServers(), history)) {
                subscriber.start();
                injectUnderLoad(stack, injector, schedule);
                return check(stack, injector.injections());
            } catch (RuntimeException e) {
                dumpThreads(stack);
                throw new IllegalStateException(
                        "fault run failed: seed " + plan.seed() + ", history in " + directory.toAbsolutePath()
                                + ", violations so far: " + violations,
                        e);
            } finally {
                history.saveTo(directory);
                History.save(directory.resolve("faults.txt"), injector.injections());
                History.save(directory.resolve("violations.txt"), violations);
            }
        }
    }

    /** Stops at the first step from which the system does not recover; the checks then show the consequences. */
    private void injectUnderLoad(FaultStack stack, Injector injector, Iterator<List<Fault>> schedule) {
        MessageGenerator messages = Load.generator(plan.seed(), plan.invalidPercent());
        try (var load = new Load(stack, messages, plan.perSecond(), history)) {
            Pacing.pause(plan.faultFreeTime());
            while (violations.isEmpty() && schedule.hasNext()) {
                load.requireRunning();
                try {
                    injector.inject(schedule.next());
                } catch (NotRecoveredException e) {
                    violations.add(new Violation("Recovery", Instant.now(), String.valueOf(e.getMessage())));
                    dumpThreads(stack);
                }
            }
            Pacing.pause(plan.faultFreeTime());
        }
    }

    private Result check(FaultStack stack, List<Injection> injections) {
        Quiescence.FinalState end = new Quiescence(stack, history).awaitFinalState();
        Evidence evidence = end.evidence();
        Guarantees.ALL.forEach(guarantee -> violations.addAll(guarantee.violations(evidence)));
        if (!end.allIsCommitted()) {
            violations.add(new Violation("NothingLost", Instant.now(), "a Kafka transaction is still open"));
        }
        new Rebuildable()
                .violations(evidence.withRows(end.rebuiltRows()))
                .forEach(violation -> violations.add(violation.withContext("after the rebuild")));
        String table = new Report(evidence, injections, violations).table();
        System.out.println("Report for seed " + plan.seed() + System.lineSeparator() + table);
        History.save(directory.resolve("report.txt"), List.of(plan, table));
        stack.close();
        if (violations.isEmpty()) {
            stack.deleteData();
        }
        return new Result(directory, evidence, injections, List.copyOf(violations));
    }

    private static void dumpThreads(FaultStack stack) {
        stack.dumpThreads();
        Pacing.pause(THREAD_DUMP_TIME);
    }
}
