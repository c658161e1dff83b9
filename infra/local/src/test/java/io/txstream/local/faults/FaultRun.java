package io.txstream.local.faults;

import io.txstream.embedded.process.ProcessFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A complete run: it starts the system, injects faults under load, waits for quiescence, restarts everything once more,
 * checks every guarantee and prints the report. The same plan sends the same messages.
 */
final class FaultRun {

    private static final Duration THREAD_DUMP_TIME = Duration.ofSeconds(3);

    private final Plan plan;
    private final Path directory;
    private final History history = new History();
    private final List<Violation> violations = new ArrayList<>();
    private final LoadSideCpu cpu = new LoadSideCpu();

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
        try (var stack = new FaultStack(directory, plan.delay(), plan.setup(), history)) {
            stack.start();
            var probe = new EndToEndProbe(stack, history);
            var injector = new Injector(stack, probe, plan.seed());
            try (var subscriber = new Subscriber(stack.bootstrapServers(), history)) {
                subscriber.start();
                FinalState end = observe(stack, injector, schedule, probe);
                return judge(stack, injector.injections(), end);
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

    /** Watches the statuses from the first message to the end of the last rebuild. */
    private FinalState observe(
            FaultStack stack, Injector injector, Iterator<List<Fault>> schedule, EndToEndProbe probe) {
        var watchers = new Watchers(stack.lookupUrls(), history, plan.seed());
        try (watchers) {
            watchers.start();
            injectUnderLoad(stack, injector, schedule);
            var quiescence = new Quiescence(stack, history, plan.timing());
            quiescence
                    .awaitProjected()
                    .forEach(violation -> violations.add(violation.withContext("before the rebuild")));
            restart(stack, probe);
            return quiescence.awaitFinalState();
        } finally {
            violations.addAll(watchers.failures());
        }
    }

    /** Stops at the first step from which the system does not recover; the checks then show the consequences. */
    private void injectUnderLoad(FaultStack stack, Injector injector, Iterator<List<Fault>> schedule) {
        Traffic traffic = plan.traffic();
        MessageGenerator messages = Load.generator(plan.seed(), traffic.invalidPercent());
        try (var load = new Load(stack, messages, traffic.perSecond(), history);
                var pairs = new Pairs(traffic.pairClients(), stack.gatewayUrls(), stack.lookupUrls(), history)) {
            pairs.start();
            Pacing.pause(plan.faultFreeTime());
            while (violations.isEmpty() && schedule.hasNext()) {
                load.requireRunning();
                pairs.requireRunning();
                try {
                    injector.inject(schedule.next());
                } catch (NotRecoveredException e) {
                    reportFailedRecovery(stack, e);
                }
            }
            Pacing.pause(plan.faultFreeTime());
        }
    }

    /** What is stale on a disk shows when everything starts on it again. The tables are rebuilt on the way. */
    private void restart(FaultStack stack, EndToEndProbe probe) {
        if (!violations.isEmpty()) {
            return; // a process may not run
        }
        System.out.println(Instant.now() + " last restart");
        try {
            stack.restartWithoutTables();
            probe.sendAndAwait();
        } catch (NotRecoveredException | ProcessFailedException e) {
            reportFailedRecovery(stack, e);
        }
    }

    private void reportFailedRecovery(FaultStack stack, RuntimeException e) {
        violations.add(new Violation("Recovery", Instant.now(), String.valueOf(e.getMessage())));
        dumpThreads(stack);
    }

    private Result judge(FaultStack stack, List<Injection> injections, FinalState end) {
        Evidence evidence = end.evidence();
        violations.addAll(end.violations());
        var coverage = new Coverage(evidence);
        violations.addAll(coverage.blindness(injections));
        violations.addAll(coverage.failures());
        if (injections.isEmpty()) {
            violations.add(new Violation("Coverage", Instant.now(), "no fault was injected"));
        }
        List<String> notes = new ArrayList<>();
        notes.add("this JVM used %.2f processors".formatted(cpu.processors()));
        var independent = IndependentReader.read(stack.bootstrapServers(), plan.timing());
        violations.addAll(independent.violations());
        notes.add("independent reader: " + independent.summary());
        if (plan.setup().profile() == Profile.TINY_SEGMENTS) {
            Expiry expiry = Expiry.of(stack, evidence);
            violations.addAll(expiry.violations());
            notes.add(expiry.summary());
        }
        print(new Report(evidence, injections, violations), notes);
        String row = new RunLine(plan, evidence, injections, violations).markdown();
        System.out.println(row);
        History.append(directory.resolveSibling("rows.md"), row);
        stack.close();
        if (violations.isEmpty()) {
            stack.deleteData();
        }
        return new Result(directory, evidence, injections, List.copyOf(violations));
    }

    private void print(Report report, List<String> notes) {
        List<String> lines = new ArrayList<>(List.of("Report for " + plan, report.table()));
        lines.addAll(notes);
        lines.forEach(System.out::println);
        History.save(directory.resolve("report.txt"), lines);
    }

    private static void dumpThreads(FaultStack stack) {
        stack.dumpThreads();
        Pacing.pause(THREAD_DUMP_TIME);
    }
}
