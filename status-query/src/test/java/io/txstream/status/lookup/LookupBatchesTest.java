package io.txstream.status.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.status.catchup.ProjectedOffsets;
import io.txstream.status.lookup.LookupBatches.Bounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class LookupBatchesTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(1);

    private final List<Statement> statements = new ArrayList<>();

    @Test
    void whileEnoughStatementsRunRequestsWaitForTheNextOne() {
        LookupBatches batches = batches(new Bounds(10, NEVER, 100));
        CompletableFuture<Found> first = find(batches, "a");
        find(batches, "b");
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
        LookupBatches batches = batches(new Bounds(4, SOON, 100));
        for (int i = 0; i < 4; i++) {
            find(batches, "slow-" + i);
            awaitStatements(i + 1);
        }
        CompletableFuture<Found> last = find(batches, "last");
        await().during(Duration.ofMillis(100)).until(() -> ids().size() == 4);
        answer(1);
        awaitStatements(5);
        answer(4);
        assertThat(last).isCompleted();
    }

    @Test
    void statementsThatWereSlowLeaveTheirPlaces() {
        LookupBatches batches = batches(new Bounds(2, SOON, 100));
        for (int i = 0; i < 20; i += 2) {
            find(batches, "a");
            find(batches, "b");
            awaitStatements(i + 2);
            await().pollDelay(Duration.ofMillis(10)).until(() -> true); // both become slow, at times
            answer(i);
            answer(i + 1);
        }
    }

    @Test
    void aRequestThatFindsNoPlaceFails() {
        LookupBatches batches = batches(new Bounds(1, NEVER, 1));
        find(batches, "running");
        find(batches, "waiting");
        assertThatThrownBy(() -> batches.find("refused").block()).hasMessageContaining("too many lookups");
    }

    @Test
    void aRequestThatIsCancelledIsNotLookedUp() {
        LookupBatches batches = batches(new Bounds(1, NEVER, 1));
        find(batches, "running");
        batches.find("cancelled").subscribe().dispose();
        find(batches, "waiting");
        answer(0);
        assertThat(ids()).containsExactly(List.of("running"), List.of("waiting"));
    }

    private LookupBatches batches(Bounds bounds) {
        return new LookupBatches(this::statement, bounds, Schedulers.parallel());
    }

    private Mono<Map<String, Found>> statement(List<String> ids) {
        var statement = new Statement(ids, Sinks.one());
        synchronized (statements) {
            statements.add(statement);
        }
        return statement.answer().asMono();
    }

    private List<List<String>> ids() {
        synchronized (statements) {
            return statements.stream().map(Statement::ids).toList();
        }
    }

    private void awaitStatements(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> ids().size() == count);
    }

    private void answer(int number) {
        Statement statement;
        synchronized (statements) {
            statement = statements.get(number);
        }
        statement
                .answer()
                .emitValue(
                        statement.ids().stream()
                                .collect(Collectors.toMap(
                                        Function.identity(),
                                        id -> new Found(null, new ProjectedOffsets("", new long[0]), true))),
                        Sinks.EmitFailureHandler.FAIL_FAST);
    }

    private static CompletableFuture<Found> find(LookupBatches batches, String id) {
        return batches.find(id).toFuture();
    }

    private record Statement(List<String> ids, Sinks.One<Map<String, Found>> answer) {}
}
