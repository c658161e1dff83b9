package io.txstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.txstream.contract.Position;
import io.txstream.contract.Topics;
import io.txstream.testsupport.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waits until everything sent is processed or rejected, projected and committed, and collects the evidence. After a
 * timeout, the guarantees report what is missing from the evidence.
 */
final class Quiescence {

    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final Deployment stack;
    private final History history;
    private final Evidence.Timing timing;
    private final Tables tables;
    private volatile Log log = new Log(List.of(), List.of(), List.of());

    Quiescence(Deployment stack, History history, Evidence.Timing timing) {
        this.stack = stack;
        this.history = history;
        this.timing = timing;
        this.tables = stack.tables();
    }

    private boolean awaitProcessed() {
        return awaitOrGiveUp(() -> {
            log = readLog();
            return new NothingLost().violations(evidence(List.of())).isEmpty();
        });
    }

    /** Waits until everything is projected too, and compares the table with the log. */
    List<Violation> awaitProjected() {
        if (!awaitProcessed() || !awaitOrGiveUp(this::isProjected)) {
            // The table and the log still change, so that they cannot be compared.
            String problem = "not everything was processed and projected within " + STEP_TIMEOUT;
            return List.of(new Violation("Recovery", Instant.now(), problem));
        }
        return new Rebuildable().violations(evidence(tables.transactions()));
    }

    /** Waits until everything is projected after the rebuild, and returns the final state. */
    FinalState awaitFinalState() {
        awaitProcessed();
        awaitOrGiveUp(this::isProjected);
        List<TableRow> rows = tables.transactions();
        // Read the log again when no transaction is open: records that were committed late may violate a guarantee.
        boolean allIsCommitted =
                awaitOrGiveUp(() -> new TopicReader(stack.bootstrapServers()).allIsCommitted(Topics.ALL));
        log = readLog();
        awaitOrGiveUp(() -> history.deliveries().size() >= log.processed().size());
        return new FinalState(evidence(rows), allIsCommitted);
    }

    private Log readLog() {
        return Log.read(new TopicReader(stack.bootstrapServers()), Topics.DEFAULT_PARTITIONS);
    }

    private Evidence evidence(List<TableRow> rows) {
        return new Evidence(
                timing.at(Instant.now()), history.attempts(), history.lookups(), history.deliveries(), log, rows);
    }

    private boolean isProjected() {
        Map<String, Long> next = tables.nextOffsets();
        return isPassed(Topics.RECEIVED, log.received().stream().map(Log.Received::position), next)
                && isPassed(Topics.PROCESSED, log.processed().stream().map(Log.Processed::position), next)
                && isPassed(Topics.REJECTED, log.rejected().stream().map(Log.Rejected::position), next);
    }

    private static boolean isPassed(String topic, Stream<Position> records, Map<String, Long> next) {
        return records.allMatch(
                position -> next.getOrDefault(topic + "-" + position.partition(), 0L) > position.offset());
    }

    /** Returns whether the condition became true before the timeout. */
    private static boolean awaitOrGiveUp(Callable<Boolean> condition) {
        try {
            await().atMost(STEP_TIMEOUT)
                    .pollInterval(POLL_INTERVAL)
                    .ignoreExceptions()
                    .until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
