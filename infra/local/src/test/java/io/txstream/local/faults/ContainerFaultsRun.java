package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Kills the process of each container under load, takes all containers down and up again, and judges every guarantee:
 * {@code mvn verify -Pfaults -Dfaults.run=ContainerFaultsRun}. {@code faults.seed} is the seed of the load, and
 * {@code faults.rounds} how often each container is killed; both default to 1.
 */
class ContainerFaultsRun {

    private static final Duration DELAY = Duration.ofSeconds(5);
    private static final int ROUNDS = Integer.getInteger("faults.rounds", 1);

    /** The containers, by what happens to them. */
    private static final Map<Fault, String> CONTAINERS = new EnumMap<>(Map.of(
            Fault.KILL_GATEWAY, "ingest-gateway",
            Fault.KILL_PROCESSOR, "processor-stream",
            Fault.KILL_STATUS, "status-query",
            Fault.KILL_BROKER, "kafka",
            Fault.KILL_POSTGRES, "postgres"));

    private static final Plan PLAN = new Plan(
            Long.getLong("faults.seed", 1),
            DELAY,
            new Traffic(60, 1, 1),
            Duration.ofSeconds(10),
            new Setup(Profile.MIXED, 1, 1, Set.of()));

    private final Path directory = Path.of(
            "target", "faults", "containers-" + Clock.systemUTC().instant().getEpochSecond());
    private final History history = new History();
    private final List<Injection> injections = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();

    @Test
    void guaranteesHoldWhenContainersAreKilled() {
        try (var stack = new ComposeStack(DELAY)) {
            stack.build();
            stack.up();
            var probe = new EndToEndProbe(stack, history);
            probe.sendAndAwait();
            try (var subscriber = new Subscriber(stack.bootstrapServers(), history)) {
                subscriber.start();
                judge(observe(stack, probe));
            } finally {
                history.saveTo(directory);
                stack.saveLogs(directory);
            }
        }
        assertThat(violations).as("history in %s", directory.toAbsolutePath()).isEmpty();
    }

    private FinalState observe(ComposeStack stack, EndToEndProbe probe) {
        var watchers = new Watchers(stack.lookupUrls(), history, PLAN.seed());
        try (watchers) {
            watchers.start();
            killUnderLoad(stack, probe);
            var quiescence = new Quiescence(stack, history, PLAN.timing());
            violations.addAll(quiescence.awaitProjected());
            stack.down();
            stack.up();
            probe.sendAndAwait();
            return quiescence.awaitFinalState();
        } finally {
            violations.addAll(watchers.failures());
        }
    }

    private void killUnderLoad(ComposeStack stack, EndToEndProbe probe) {
        MessageGenerator messages = Load.generator(PLAN.seed(), PLAN.traffic().invalidPercent());
        try (var load = new Load(stack, messages, PLAN.traffic().perSecond(), history);
                var pairs = new Pairs(PLAN.traffic().pairClients(), stack.gatewayUrls(), stack.lookupUrls(), history)) {
            pairs.start();
            Pacing.pause(PLAN.faultFreeTime());
            for (int round = 0; round < ROUNDS; round++) {
                CONTAINERS.forEach((fault, container) -> {
                    load.requireRunning();
                    pairs.requireRunning();
                    injections.add(inject(stack, probe, fault, container));
                });
            }
            Pacing.pause(PLAN.faultFreeTime());
        }
    }

    private static Injection inject(ComposeStack stack, EndToEndProbe probe, Fault fault, String container) {
        Instant injectedAt = now();
        System.out.println(injectedAt + " " + fault);
        stack.kill(container);
        Instant restartedAt = now();
        probe.sendAndAwait();
        return new Injection(List.of(fault), injectedAt, restartedAt, now().minus(DELAY));
    }

    private void judge(FinalState end) {
        violations.addAll(end.violations());
        var coverage = new Coverage(end.evidence());
        violations.addAll(coverage.blindness(injections));
        violations.addAll(coverage.failures());
        List<String> lines = List.of(
                new Report(end.evidence(), injections, violations).table(),
                new RunLine(PLAN, end.evidence(), injections, violations).markdown());
        lines.forEach(System.out::println);
        History.save(directory.resolve("report.txt"), lines);
        History.save(directory.resolve("violations.txt"), violations);
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }
}
