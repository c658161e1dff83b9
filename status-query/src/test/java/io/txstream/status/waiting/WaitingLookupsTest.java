package io.txstream.status.waiting;

import static io.txstream.status.waiting.FakeTables.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.lookup.Transactions;
import io.txstream.status.request.Places;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class WaitingLookupsTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final FakeTables tables = new FakeTables();
    private final Watches watches = new Watches();
    private final WaitingLookups lookups = lookups(100);

    @Test
    void aTransactionThatHasEndedIsFoundAtOnce() {
        tables.write(row("a", "PROCESSED"));
        assertThat(find("a", LONG).join().status()).isEqualTo("PROCESSED");
    }

    @Test
    void aPendingOneIsFoundWhenItEnds() {
        tables.write(row("a", "PROCESSING"));
        CompletableFuture<TransactionView> found = find("a", LONG);
        watches.show(row("a", "PROCESSING"));
        assertThat(found).isNotDone();
        watches.show(row("a", "PROCESSED"));
        assertThat(found.join().status()).isEqualTo("PROCESSED");
        await().untilAsserted(() -> assertThat(lookups.held()).isZero());
    }

    /** The watch begins before the look: the change here happens between the two. */
    @Test
    void aChangeDuringTheFirstLookIsNotLost() {
        tables.write(row("a", "PROCESSING"));
        tables.close();
        CompletableFuture<TransactionView> found = find("a", LONG);
        watches.show(row("a", "PROCESSED"));
        assertThat(found.join().status()).isEqualTo("PROCESSED");
    }

    @Test
    void whenTheTimeIsOverTheAnswerIsWhatIsTrueThen() {
        tables.write(row("a", "PROCESSING"), row("b", "PROCESSING"));
        CompletableFuture<TransactionView> unchanged = find("a", SHORT);
        CompletableFuture<TransactionView> changed = find("b", SHORT);
        tables.write(row("b", "PROCESSED")); // and nothing announces it
        assertThat(unchanged.join().status()).isEqualTo("PROCESSING");
        assertThat(changed.join().status()).isEqualTo("PROCESSED");
        assertThat(watches.isEmpty()).isTrue();
    }

    @Test
    void anUnknownTransactionIsNotWaitedFor() {
        assertThat(find("a", LONG).join()).isNull();
        assertThat(watches.isEmpty()).isTrue();
    }

    /** A look can take seconds, and clients of the gateway have few to spare. */
    @Test
    void aTransactionThatIsGoneWhenTheTimeIsOverIsNotLookedUpAgain() {
        tables.write(row("a", "PROCESSING"));
        CompletableFuture<TransactionView> found = find("a", SHORT);
        tables.forgetRows();
        assertThat(found.join()).isNull();
        assertThat(tables.reads()).hasSize(2);
    }

    @Test
    void aCallerThatGoesAwayFreesWhatItHeld() {
        tables.write(row("a", "PROCESSING"));
        Disposable waiting = lookups.find("a", TransactionView::hasEnded, LONG).subscribe();
        Disposable following = lookups.follow("a").subscribe();
        assertThat(lookups.held()).isEqualTo(2);
        assertThat(watches.watched()).containsExactly("a");
        waiting.dispose();
        following.dispose();
        assertThat(lookups.held()).isZero();
        assertThat(watches.isEmpty()).isTrue();
    }

    @Test
    void noMoreAreHeldThanThereArePlaces() {
        WaitingLookups few = lookups(2);
        tables.write(row("a", "PROCESSING"));
        few.find("a", TransactionView::hasEnded, LONG).subscribe();
        Disposable second = few.follow("a").subscribe();
        assertThat(few.areFull()).isTrue();
        Mono<TransactionView> third = few.find("a", TransactionView::hasEnded, LONG);
        assertThatThrownBy(third::block).isInstanceOf(Places.NoPlace.class);
        assertThatThrownBy(() -> few.follow("a").blockFirst()).isInstanceOf(Places.NoPlace.class);
        second.dispose();
        assertThat(few.areFull()).isFalse();
    }

    @Test
    void aDatabaseThatDoesNotAnswerFailsTheLook() {
        tables.breakDown(true);
        assertThatThrownBy(
                        () -> lookups.find("a", TransactionView::hasEnded, LONG).block())
                .isInstanceOf(Transactions.UnavailableException.class);
    }

    @Test
    void followsATransactionUntilItsEnd() {
        tables.write(row("a", "PROCESSING"));
        var states = new CopyOnWriteArrayList<String>();
        lookups.follow("a").subscribe(state -> states.add(state.status()), e -> {}, () -> states.add("end"));
        await().untilAsserted(() -> assertThat(states).containsExactly("PROCESSING"));
        watches.show(row("a", "PROCESSING"));
        watches.show(row("a", "PROCESSED"));
        await().untilAsserted(() -> assertThat(states).containsExactly("PROCESSING", "PROCESSED", "end"));
        assertThat(lookups.held()).isZero();
    }

    @Test
    void neverBackwardsAReaderSeesOnlyLaterStates() {
        tables.write(row("a", "PROCESSING"));
        tables.close();
        var states = new CopyOnWriteArrayList<String>();
        lookups.follow("a").subscribe(state -> states.add(state.status()));
        watches.show(row("a", "PROCESSED"));
        tables.open();
        await().untilAsserted(() -> assertThat(lookups.held()).isZero());
        assertThat(states).containsExactly("PROCESSED");
    }

    /** Watches end, and each waiting request is answered with what is true. */
    @Test
    void theStopAnswersAllThatWait() {
        tables.write(row("a", "PROCESSING"));
        CompletableFuture<TransactionView> found = find("a", LONG);
        watches.end();
        assertThat(found.join().status()).isEqualTo("PROCESSING");
        assertThat(find("a", LONG).join().status()).isEqualTo("PROCESSING");
    }

    private CompletableFuture<TransactionView> find(String id, Duration wait) {
        return lookups.find(id, TransactionView::hasEnded, wait).toFuture().orTimeout(30, TimeUnit.SECONDS);
    }

    private WaitingLookups lookups(int places) {
        return new WaitingLookups(this::look, watches, new Places(places), Schedulers.parallel());
    }

    private Mono<TransactionView> look(String id) {
        return tables.states(List.of(id))
                .onErrorMap(Transactions.UnavailableException::new)
                .flatMap(found -> Mono.justOrEmpty(found.rows().get(id)));
    }
}
