package io.txstream.status.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.status.catchup.ProjectedOffsets;
import io.txstream.status.lookup.LookupBatches.Bounds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

class LookupBatchesTest {

    private final List<Statement> statements = new ArrayList<>();
    private final ManualTimer timer = new ManualTimer();

    @Test
    void whileEnoughStatementsRunRequestsWaitForTheNextOne() {
        LookupBatches batches = batches(new Bounds(10, 100));
        CompletableFuture<Found> first = find(batches, "a");
        begin(batches, "b");
        CompletableFuture<Found> third = find(batches, "c");
        CompletableFuture<Found> fourth = find(batches, "c");
        assertThat(ids()).containsExactly(List.of("a"), List.of("b"));
        answer(0);
        assertThat(first).isCompleted();
        assertThat(ids()).containsExactly(List.of("a"), List.of("b"), List.of("c"));
        answer(2);
        assertThat(third).isCompleted();
        assertThat(fourth).isCompleted();
    }

    /** Such as on connections that are lost, which are noticed only when their time is over. */
    @Test
    void besideSlowStatementsOthersBeginUpToTheBound() {
        LookupBatches batches = batches(new Bounds(4, 100));
        for (int i = 0; i < 4; i++) {
            begin(batches, "slow-" + i);
            timer.fire();
        }
        CompletableFuture<Found> last = find(batches, "last");
        assertThat(ids()).hasSize(4);
        answer(1);
        assertThat(ids()).hasSize(5);
        answer(4);
        assertThat(last).isCompleted();
    }

    @Test
    void aStatementThatBecomesSlowLetsAWaitingRequestBegin() {
        LookupBatches batches = batches(new Bounds(10, 100));
        begin(batches, "a");
        begin(batches, "b");
        begin(batches, "waiting");
        assertThat(ids()).hasSize(2);
        timer.fire();
        assertThat(ids()).hasSize(3);
    }

    @Test
    void afterSlowStatementsFewRunAgain() {
        LookupBatches batches = batches(new Bounds(10, 100));
        begin(batches, "a");
        begin(batches, "b");
        timer.fire();
        answer(0);
        answer(1);
        for (int i = 0; i < 5; i++) {
            begin(batches, "later-" + i);
        }
        assertThat(ids()).hasSize(4);
    }

    @Test
    void asManyRequestsAsOneStatementCanLookForDoNotWait() {
        LookupBatches batches = batches(new Bounds(4, 10_000));
        for (int i = 0; i < 2 + 3 * LookupBatches.MAX_IDS; i++) {
            begin(batches, "id-" + i);
        }
        assertThat(ids().stream().map(List::size)).containsExactly(1, 1, LookupBatches.MAX_IDS, LookupBatches.MAX_IDS);
    }

    @Test
    void aStatementThatFailsFailsItsRequestsAndLeavesItsPlace() {
        LookupBatches batches = batches(new Bounds(1, 100));
        CompletableFuture<Found> first = find(batches, "a");
        CompletableFuture<Found> second = find(batches, "b");
        statements.get(0).answer().emitError(new IllegalStateException("down"), Sinks.EmitFailureHandler.FAIL_FAST);
        assertThat(first).isCompletedExceptionally();
        answer(1);
        assertThat(second).isCompletedWithValueMatching(Found::mayBeShown);
    }

    @Test
    void aRequestThatFindsNoPlaceFails() {
        LookupBatches batches = batches(new Bounds(1, 1));
        begin(batches, "running");
        begin(batches, "waiting");
        assertThatThrownBy(() -> batches.find("refused").block()).hasMessageContaining("too many lookups");
    }

    @Test
    void aRequestThatIsCancelledIsNotLookedUp() {
        LookupBatches batches = batches(new Bounds(1, 1));
        begin(batches, "running");
        batches.find("cancelled").subscribe().dispose();
        begin(batches, "waiting");
        answer(0);
        assertThat(ids()).containsExactly(List.of("running"), List.of("waiting"));
    }

    private LookupBatches batches(Bounds bounds) {
        return new LookupBatches(this::statement, bounds, timer);
    }

    private Mono<Map<String, Found>> statement(List<String> ids) {
        var statement = new Statement(ids, Sinks.one());
        statements.add(statement);
        return statement.answer().asMono();
    }

    private List<List<String>> ids() {
        return statements.stream().map(Statement::ids).toList();
    }

    private void answer(int number) {
        Statement statement = statements.get(number);
        statement
                .answer()
                .emitValue(
                        statement.ids().stream()
                                .collect(Collectors.toMap(
                                        Function.identity(),
                                        id -> new Found(null, new ProjectedOffsets("", new long[0]), true))),
                        Sinks.EmitFailureHandler.FAIL_FAST);
    }

    private static void begin(LookupBatches batches, String id) {
        var unused = find(batches, id);
    }

    private static CompletableFuture<Found> find(LookupBatches batches, String id) {
        return batches.find(id).toFuture();
    }

    private record Statement(List<String> ids, Sinks.One<Map<String, Found>> answer) {}

    /** Runs what was scheduled, when told. */
    private static final class ManualTimer implements Scheduler {

        private final Set<Runnable> scheduled = new LinkedHashSet<>();

        void fire() {
            List<Runnable> due = List.copyOf(scheduled);
            scheduled.clear();
            due.forEach(Runnable::run);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            scheduled.add(task);
            return () -> scheduled.remove(task);
        }

        @Override
        public Disposable schedule(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Worker createWorker() {
            throw new UnsupportedOperationException();
        }
    }
}
