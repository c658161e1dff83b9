package io.txstream.local.faults;

import static io.txstream.local.Service.PROCESSOR_STREAM;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.local.ServiceProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/** The faults of the processors and of their state. Each returns the time from which the system was able to recover. */
final class ProcessorFaults {

    private static final String GROUP = "processor-stream";
    private static final Duration GROUP_TIMEOUT = Duration.ofSeconds(60);

    /** Within this time the survivor of a kill notices it, rebalances and restores. */
    private static final Duration TAKEOVER = Duration.ofSeconds(12);

    /** Polls hold few records until the record is passed, so a backlog takes its time. */
    private static final Duration SKIP_TIMEOUT = Duration.ofMinutes(2);

    private ProcessorFaults() {}

    static Instant activeOneIsDown(FaultStack stack, SplittableRandom random) {
        ServiceProcess active = stack.activeProcessor();
        Instant killedAt = Instant.now();
        active.kill();
        Pacing.pause(Durations.seconds(random, 15, 20));
        active.start();
        return killedAt;
    }

    static Instant allAreLate(FaultStack stack, SplittableRandom random) {
        kill(all(stack));
        Pacing.pause(stack.delay().multipliedBy(2));
        return start(all(stack));
    }

    static Instant activeOneLosesState(FaultStack stack, SplittableRandom random) {
        ServiceProcess active = stack.activeProcessor();
        active.kill();
        stack.loseState(active);
        return start(List.of(active));
    }

    /** Both lose their state, so that the one that is killed restores all partitions. */
    static Instant killedDuringRestore(FaultStack stack, SplittableRandom random) {
        kill(all(stack));
        all(stack).forEach(stack::loseState);
        ServiceProcess restoring = stack.any(PROCESSOR_STREAM, random);
        var unused = restoring.launch();
        await().atMost(GROUP_TIMEOUT).until(() -> !restoring.isAlive() || answers(restoring));
        Pacing.pause(Durations.lessThan(random, Duration.ofSeconds(3)));
        restoring.kill();
        return start(all(stack));
    }

    static Instant killedTwice(FaultStack stack, SplittableRandom random) {
        ServiceProcess first = stack.activeProcessor();
        first.kill();
        Pacing.pause(Durations.lessThan(random, TAKEOVER));
        kill(all(stack).stream().filter(processor -> processor != first).toList());
        return start(all(stack));
    }

    static Instant scaledInAndOut(FaultStack stack, SplittableRandom random) {
        ServiceProcess stopped = stack.any(PROCESSOR_STREAM, random);
        Instant stoppedAt = Instant.now();
        stopped.stop();
        Pacing.pause(Durations.seconds(random, 5, 15));
        stopped.start();
        return stoppedAt;
    }

    /** After the return, the other one stops too, so that the old state directory is used. */
    static Instant longAbsence(FaultStack stack, SplittableRandom random) {
        ServiceProcess absent = stack.activeProcessor();
        absent.stop();
        Pacing.pause(Durations.seconds(random, 30, 60));
        List<ServiceProcess> others =
                all(stack).stream().filter(processor -> processor != absent).toList();
        others.forEach(ServerProcess::stop);
        Instant returnedAt = start(List.of(absent));
        Pacing.pause(Durations.seconds(random, 5, 10));
        start(others);
        return returnedAt;
    }

    /** The processor that passes over the record runs alone, and stops as soon as it has rejected the record. */
    static Instant recordSkipped(FaultStack stack, SplittableRandom random) {
        Parallel.forEach(all(stack), ServerProcess::stop);
        int partition = random.nextInt(Topics.DEFAULT_PARTITIONS);
        Message record = InvalidRecords.skipped(Long.toHexString(random.nextLong()), partition);
        long offset = DirectFaults.send(stack, record, partition);
        try (ServiceProcess skipping = stack.processorWith("TXSTREAM_TOPICS_SKIP", partition + ":" + offset)) {
            skipping.start();
            await().atMost(SKIP_TIMEOUT)
                    .until(() -> Metrics.of(skipping).sum("txstream_rejected_total", "reason=\"UNREADABLE\"") > 0);
        }
        return start(all(stack));
    }

    static Instant offsetsDeleted(FaultStack stack, SplittableRandom random) {
        Parallel.forEach(all(stack), ServerProcess::stop);
        await().atMost(GROUP_TIMEOUT).until(() -> isDeleted(stack.brokers()));
        return start(all(stack));
    }

    /** Returns false while the group still has members, which it has until their session timeout. */
    private static boolean isDeleted(Brokers brokers) {
        try {
            var unused = brokers.admin(
                    admin -> admin.deleteConsumerGroups(List.of(GROUP)).all());
            return true;
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof GroupNotEmptyException) {
                return false;
            }
            throw e;
        }
    }

    private static boolean answers(ServiceProcess processor) {
        try {
            return !Metrics.of(processor).text().isEmpty();
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private static List<ServiceProcess> all(FaultStack stack) {
        return stack.instances(PROCESSOR_STREAM);
    }

    private static void kill(List<ServiceProcess> processors) {
        processors.forEach(ServerProcess::kill);
    }

    private static Instant start(List<ServiceProcess> processors) {
        Instant startedAt = Instant.now();
        Parallel.forEach(processors, ServerProcess::start);
        return startedAt;
    }
}
