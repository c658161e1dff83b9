package io.txstream.status.waiting;

import static io.txstream.status.waiting.FakeTables.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.status.batches.ProjectedBatches.Signal;
import io.txstream.status.lookup.TransactionView;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class ChangeFeedTest {

    private final Sinks.Many<Signal> signals = Sinks.many().multicast().directBestEffort();
    private final FakeTables tables = new FakeTables();
    private final Watches watches = new Watches();
    private final FakeListener listener = new FakeListener();
    private final ChangeFeed feed =
            new ChangeFeed(signals::asFlux, tables, watches, listener, Schedulers.parallel(), System::nanoTime);

    @BeforeEach
    void start() {
        feed.start();
    }

    @AfterEach
    void stop() {
        feed.stop();
    }

    @Test
    void showsAChangeToThoseWhoWatchTheTransaction() {
        List<String> one = watch("a");
        List<String> other = watch("a");
        List<String> unrelated = watch("b");
        commit(row("a", "PROCESSED"), row("c", "PROCESSED"));
        assertThat(one).containsExactly("PROCESSED");
        assertThat(other).containsExactly("PROCESSED");
        assertThat(unrelated).isEmpty();
    }

    @Test
    void readsNothingThatIsNotWatched() {
        commit(row("a", "PROCESSING"));
        watch("b");
        commit(row("a", "PROCESSED"), row("c", "PROCESSING"));
        assertThat(tables.reads()).isEmpty();
    }

    @Test
    void tenThousandWatchersOfABatchCostOneStatementForEachThousand() {
        List<String> ids = IntStream.range(0, 10_000).mapToObj(i -> "t" + i).toList();
        List<List<String>> watched = ids.stream().map(this::watch).toList();
        commit(ids.stream().map(id -> row(id, "PROCESSED")).toArray(TransactionView[]::new));
        assertThat(watched).allSatisfy(states -> assertThat(states).containsExactly("PROCESSED"));
        assertThat(tables.reads())
                .hasSize(10)
                .allSatisfy(read -> assertThat(read).hasSize(1_000));
    }

    /** What was announced while a read runs is read by the next one, all together. */
    @Test
    void oneReadRunsAtATime() {
        List<String> states = watch("a");
        tables.close();
        commit(row("a", "PROCESSING"));
        commit(row("a", "PROCESSING"));
        commit(row("a", "PROCESSED"));
        assertThat(tables.reads()).hasSize(1);
        tables.open();
        assertThat(tables.reads()).hasSize(2);
        assertThat(states).last().isEqualTo("PROCESSED");
    }

    @Test
    void readsAllThatIsWatchedAgainAfterLostAnnouncements() {
        List<String> states = watch("a");
        watch("b");
        tables.write(row("a", "PROCESSED"));
        assertThat(states).isEmpty();
        signals.tryEmitNext(new Signal.Lost());
        assertThat(states).containsExactly("PROCESSED");
        assertThat(tables.reads()).hasSize(1);
    }

    @Test
    void tooManyAnnouncementsCountAsLost() {
        List<String> states = watch("a");
        tables.close();
        commit(row("a", "PROCESSING"));
        LongStream.range(0, 5_000).forEach(i -> commit(row("b", "PROCESSING")));
        commit(row("a", "PROCESSED"));
        tables.open();
        assertThat(states).last().isEqualTo("PROCESSED");
    }

    @Test
    void readsAgainAfterAFailure() {
        List<String> states = watch("a");
        tables.breakDown(true);
        commit(row("a", "PROCESSED"));
        assertThat(states).isEmpty();
        tables.breakDown(false);
        await().untilAsserted(() -> assertThat(states).containsExactly("PROCESSED"));
    }

    /** Nothing may be announced after the tables have caught up. */
    @Test
    void neverBackwardsOnlyTheHighestStatusIsShownWhileTheTablesMayBeBehind() {
        List<String> pending = watch("a");
        List<String> processed = watch("b");
        tables.catchUp(false);
        commit(row("a", "PROCESSING"), row("b", "PROCESSED"));
        assertThat(pending).isEmpty();
        assertThat(processed).containsExactly("PROCESSED");
        tables.catchUp(true);
        await().untilAsserted(() -> assertThat(pending).containsExactly("PROCESSING"));
    }

    @Test
    void passesEveryChangeOnWhileAllAreFollowed() {
        commit(row("a", "PROCESSING"));
        listener.follow();
        commit(row("b", "PROCESSING"), row("a", "PROCESSED"));
        commit(row("c", "REJECTED"));
        assertThat(listener.heard()).containsExactly("2:b=PROCESSING", "2:a=PROCESSED", "3:c=REJECTED");
        listener.unfollow();
        commit(row("c", "PROCESSING"));
        assertThat(listener.heard()).hasSize(3);
    }

    @Test
    void thoseWhoFollowGetBatchesWhoseAnnouncementsWereLost() {
        commit(row("a", "PROCESSING"));
        listener.follow();
        commit(row("b", "PROCESSING"));
        tables.write(row("c", "PROCESSING"));
        signals.tryEmitNext(new Signal.Lost());
        commit(row("d", "PROCESSING"));
        signals.tryEmitNext(new Signal.Lost());
        assertThat(listener.heard()).containsExactly("2:b=PROCESSING", "3:c=PROCESSING", "4:d=PROCESSING");
    }

    @Test
    void thoseWhoFollowGetBatchesWhoseReadFailed() {
        listener.follow();
        commit(row("a", "PROCESSING"));
        tables.breakDown(true);
        commit(row("b", "PROCESSING"));
        tables.breakDown(false);
        await().untilAsserted(() -> assertThat(listener.heard()).containsExactly("1:a=PROCESSING", "2:b=PROCESSING"));
    }

    @Test
    void thoseWhoFollowGetAGapIfLostBatchesAreGone() {
        listener.follow();
        commit(row("a", "PROCESSING"));
        tables.forgetBatches();
        signals.tryEmitNext(new Signal.Lost());
        assertThat(listener.heard()).containsExactly("1:a=PROCESSING", "gap");
    }

    /** The announcement was lost of a batch that began long before others and was committed after them. */
    @Test
    void thoseWhoFollowGetALostBatchThatManyOthersHaveOvertaken() {
        long late = tables.begin();
        listener.follow();
        IntStream.range(0, 500).forEach(i -> commit(row("a" + i, "PROCESSING")));
        tables.commit(late, row("late", "PROCESSING"));
        signals.tryEmitNext(new Signal.Lost());
        assertThat(listener.heard()).contains(late + ":late=PROCESSING").doesNotContain("gap");
    }

    @Test
    void thoseWhoFollowGetAGapIfMoreBatchesWereLostThanAreReadAgain() {
        listener.follow();
        commit(row("a", "PROCESSING"));
        IntStream.range(0, ChangedTables.MAX_SINCE + 1).forEach(i -> tables.write(row("b" + i, "PROCESSING")));
        signals.tryEmitNext(new Signal.Lost());
        commit(row("c", "PROCESSING"));
        assertThat(listener.heard()).containsExactly("1:a=PROCESSING", "gap", "1003:c=PROCESSING");
    }

    @Test
    void thoseWhoFollowGetAllLostBatchesThatCanBeReadAgain() {
        listener.follow();
        commit(row("a", "PROCESSING"));
        IntStream.range(0, ChangedTables.MAX_SINCE).forEach(i -> tables.write(row("b" + i, "PROCESSING")));
        signals.tryEmitNext(new Signal.Lost());
        assertThat(listener.heard()).hasSize(1 + ChangedTables.MAX_SINCE).doesNotContain("gap");
    }

    @Test
    void thoseWhoFollowGetAGapForWhatMustNotBeShown() {
        listener.follow();
        tables.catchUp(false);
        commit(row("a", "PROCESSING"), row("b", "PROCESSED"));
        assertThat(listener.heard()).containsExactly("gap", "1:b=PROCESSED");
    }

    /** Numbers begin again after a restore. */
    @Test
    void aNumberThatIsUsedAgainIsReadAgain() {
        List<String> states = watch("a");
        listener.follow();
        commit(row("a", "PROCESSING"));
        tables.forgetBatches();
        commit(row("a", "PROCESSED"));
        assertThat(states).containsExactly("PROCESSING", "PROCESSED");
        assertThat(listener.heard()).containsExactly("1:a=PROCESSING", "1:a=PROCESSED");
    }

    @Test
    void theStopEndsWatchesAndStreams() {
        var ended = new CopyOnWriteArrayList<String>();
        Disposable watch = watches.of("a").doOnComplete(() -> ended.add("a")).subscribe();
        feed.stop();
        assertThat(watch.isDisposed()).isTrue();
        assertThat(ended).containsExactly("a");
        assertThat(listener.heard()).containsExactly("end");
        assertThat(watches.of("b").collectList().block()).isEmpty();
    }

    private List<String> watch(String id) {
        var states = new CopyOnWriteArrayList<String>();
        watches.of(id).subscribe(state -> states.add(state.status()));
        return states;
    }

    private long commit(TransactionView... changed) {
        long batch = tables.write(changed);
        signals.tryEmitNext(new Signal.Committed(batch));
        return batch;
    }
}
