package io.txstream.local.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/** Load, faults, drain, judgement: from start to the table, the same for the same seed. */
final class FaultRun {
    private static final Duration TIME_TO_DUMP = Duration.ofSeconds(3);

    private final Plan plan;
    private final Path directory;
    private final History history = new History();

    /**
     * What to run.
     *
     * @param delay the processor's
     * @param perSecond messages of all clients
     * @param invalidPercent of these that are no transactions
     * @param atMost how long faults may begin to strike
     * @param brokers 1 or 3
     */
    record Plan(long seed, Duration delay, double perSecond, int invalidPercent, Duration atMost, int brokers) {}

    /** What came of it. */
    record Result(Path directory, List<Violation> violations, String table) {}

    FaultRun(Plan plan) {
        this.plan = plan;
        this.directory = Path.of(
                "target", "faults", "seed-" + plan.seed() + "-" + Instant.now().getEpochSecond());
    }

    /** Runs it with these faults, one step after the other. */
    Result run(Iterator<List<Fault>> schedule) {
        System.out.println("fault run with " + plan + ", history in " + directory.toAbsolutePath());
        try (FaultStack stack =
                new FaultStack(directory, plan.delay(), plan.brokers() == 3 ? Brokers::three : Brokers::one)) {
            stack.start();
            var injector = new Injector(stack, history, plan.seed());
            try {
                strikeUnderLoad(stack, injector, schedule);
                return judge(stack, injector.injections());
            } catch (RuntimeException e) {
                stack.dumpThreads();
                Pace.pause(TIME_TO_DUMP);
                throw new IllegalStateException(
                        "seed " + plan.seed() + ", history in " + directory.toAbsolutePath(), e);
            } finally {
                history.saveTo(directory);
                History.save(directory.resolve("faults.txt"), injector.injections());
            }
        }
    }

    private void strikeUnderLoad(FaultStack stack, Injector injector, Iterator<List<Fault>> schedule) {
        Traffic traffic = Load.traffic(plan.seed(), plan.invalidPercent());
        Instant end = Instant.now().plus(plan.atMost());
        try (Load load = new Load(stack, traffic, plan.perSecond(), history)) {
            while (schedule.hasNext() && Instant.now().isBefore(end)) {
                load.requireRunning();
                injector.inject(schedule.next());
            }
        }
    }

    private Result judge(FaultStack stack, List<Injection> injections) {
        Evidence evidence = new Drain(stack, history).evidence();
        List<Violation> violations = Guarantees.ALL.stream()
                .flatMap(guarantee -> guarantee.violations(evidence).stream())
                .toList();
        String table = new Report(evidence, injections, violations).table();
        System.out.println("seed " + plan.seed() + System.lineSeparator() + table);
        History.save(directory.resolve("violations.txt"), violations);
        History.save(directory.resolve("report.txt"), List.of(plan, table));
        stack.close();
        if (violations.isEmpty()) {
            stack.deleteData();
        }
        return new Result(directory, violations, table);
    }
}
