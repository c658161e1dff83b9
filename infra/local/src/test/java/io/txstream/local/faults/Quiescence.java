package io.txstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.txstream.contract.Position;
import io.txstream.contract.Topics;
import io.txstream.testsupport.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waits until the topics say all there is to say of what was received, the table has heard it, and it stays so while the
 * table is made anew. Where patience ends first, the evidence is as it is, and the judges will say what is missing.
 */
final class Quiescence {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final FaultStack stack;
    private final History history;
    private final Tables tables;
    private volatile Log log = new Log(List.of(), List.of(), List.of());

    Quiescence(FaultStack stack, History history) {
        this.stack = stack;
        this.history = history;
        this.tables = new Tables(stack.postgres().jdbcUrl());
    }

    /**
     * What was observed.
     *
     * @param evidence with the table as the faults left it
     * @param rebuilt the same table, dropped and folded from the topics
     * @param allIsCommitted whether no transaction is left open, behind which committed readers would wait
     */
    record Drained(Evidence evidence, List<TableRow> rebuilt, boolean allIsCommitted) {}

    /** Takes the first status-query down for the rebuild, and up again. */
    Drained drained() {
        eventually(() -> {
            log = readLog();
            return new NothingLost().violations(evidence(List.of())).isEmpty();
        });
        eventually(this::isProjected);
        List<TableRow> rows = tables.transactions();
        List<TableRow> rebuilt = rebuilt();
        // Once more, with nothing left open: whatever came out only now must not have.
        boolean allIsCommitted = eventually(() -> new TopicReader(stack.bootstrapServers()).allIsCommitted(Topics.ALL));
        log = readLog();
        eventually(() -> history.deliveries().size() >= log.processed().size());
        return new Drained(evidence(rows), rebuilt, allIsCommitted);
    }

    private List<TableRow> rebuilt() {
        stack.status().stop();
        tables.forgetAll();
        stack.status().start();
        eventually(this::isProjected);
        return tables.transactions();
    }

    private Log readLog() {
        return Log.read(new TopicReader(stack.bootstrapServers()), Topics.DEFAULT_PARTITIONS);
    }

    private Evidence evidence(List<TableRow> rows) {
        return new Evidence(stack.delay(), history.writes(), history.lookups(), history.deliveries(), log, rows);
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

    /** Whether it came true in time; what it means if not is for the judges to say. */
    private static boolean eventually(Callable<Boolean> condition) {
        try {
            await().atMost(PATIENCE).pollInterval(LOOK).ignoreExceptions().until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
