package io.txstream.status.waiting.changes;

import static io.txstream.status.waiting.FakeTables.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.status.catchup.Coalesced;
import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.TransactionView;
import io.txstream.status.request.Places;
import io.txstream.status.waiting.ChangedBatch;
import io.txstream.status.waiting.FakeTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class ChangeStreamsTest {

    private final FakeTables tables = new FakeTables();
    private final TransactionDocuments documents = new TransactionDocuments(new JsonMapper(), Duration.ofSeconds(30));
    private final ChangeLog log = new ChangeLog(documents, new Replays(documents, tables));
    private final ChangeStreams streams = new ChangeStreams(log, new Places(3));
    private final Coalesced reads = new Coalesced(this::replay);
    private boolean writable = true;

    @BeforeEach
    void start() {
        log.onNeeded(reads::request);
    }

    private Mono<Void> replay() {
        return log.replay()
                .filter(read -> read)
                .doOnNext(read -> reads.request())
                .then();
    }

    @Test
    void anEventHasTheIdOfTheChangeAndTheTransaction() {
        List<String> events = open(null);
        commit(row("a", "PROCESSING"), row("b", "REJECTED"));
        assertThat(events).hasSize(2);
        assertThat(events.get(0))
                .startsWith("id: 1-0\ndata: {\"transaction_id\":\"a\"")
                .contains("\"status\":\"PROCESSING\"", "\"due_at\":\"2025-10-29T10:30:30.123Z\"")
                .endsWith("}\n\n");
        assertThat(events.get(1)).startsWith("id: 1-1\ndata: {\"transaction_id\":\"b\"");
    }

    @Test
    void aNewClientGetsWhatChangesFromNowOn() {
        commit(row("a", "PROCESSING"));
        List<String> events = open(null);
        assertThat(events).isEmpty();
        commit(row("b", "PROCESSING"));
        assertThat(ids(events)).containsExactly("2-0");
    }

    @Test
    void aFilterLetsPassWhatMatches() {
        List<String> events = events(view -> view.status().equals("REJECTED"), null);
        commit(row("a", "PROCESSING"), row("b", "REJECTED"));
        assertThat(ids(events)).containsExactly("1-1");
    }

    @Test
    void aClientThatConnectsAgainContinuesAfterWhatItHasSeen() {
        commit(row("a", "PROCESSING"), row("b", "PROCESSING"));
        commit(row("c", "PROCESSING"));
        assertThat(ids(open("1-0"))).containsExactly("1-1", "2-0");
        assertThat(ids(open("2-0"))).isEmpty();
    }

    @Test
    void aClientThatConnectsToAnotherInstanceContinuesInTheTables() {
        commit(row("a", "PROCESSING"), row("b", "PROCESSING"));
        commit(row("c", "PROCESSING"));
        List<String> events = open("1-0");
        assertThat(ids(events)).containsExactly("1-1", "2-0");
        commit(row("d", "PROCESSING"));
        assertThat(ids(events)).containsExactly("1-1", "2-0", "3-0");
    }

    @Test
    void aReplayBeginsWithAGapIfTheTablesDoNotHaveItsBeginning() {
        tables.write(row("a", "PROCESSING"));
        tables.write(row("b", "PROCESSING"));
        List<String> events = open("0-7");
        assertThat(events.get(0)).isEqualTo("event: gap\ndata: {\"skipped\":null,\"from_batch\":0}\n\n");
        assertThat(ids(events)).containsExactly("1-0", "2-0");
    }

    @Test
    void aReplayHasAGapWhereBatchesWereDeletedMeanwhile() {
        commitMany(100);
        commit(row("a", "PROCESSING"));
        commit(row("b", "PROCESSING"));
        writable = false;
        List<String> events = open("1-0"); // holds the first part
        tables.forgetBefore(3);
        writable = true;
        log.ping();
        assertThat(ids(events)).hasSize(65).last().isEqualTo("3-0");
        assertThat(events).contains("event: gap\ndata: {\"skipped\":null,\"from_batch\":1}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1", "1-", "-1", "1-1-1", "99999999999999999999-1", "a1b2c3d4e5f60718", "1-0 "})
    void anIdOfNoChangeIsAGap(String id) {
        tables.write(row("a", "PROCESSING"));
        List<String> events = open(id);
        assertThat(events).containsExactly("event: gap\ndata: {\"skipped\":null,\"from_batch\":null}\n\n");
        commit(row("b", "PROCESSING"));
        assertThat(ids(events)).containsExactly("2-0");
    }

    @Test
    void lostBatchesAreAGap() {
        List<String> events = open(null);
        commit(row("a", "PROCESSING"));
        log.lost();
        assertThat(events).last().isEqualTo("event: gap\ndata: {\"skipped\":null,\"from_batch\":1}\n\n");
    }

    @Test
    void nothingIsPassedToAConnectionThatTakesNoMore() {
        List<String> events = open(null);
        writable = false;
        commit(row("a", "PROCESSING"));
        assertThat(events).isEmpty();
        writable = true;
        log.ping(); // wakes, as the end of a write does
        assertThat(ids(events)).containsExactly("1-0");
    }

    @Test
    void nothingIsPassedThatIsNotRequested() {
        var events = new ArrayList<String>();
        var reader = new BaseSubscriber<byte[]>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // requests nothing yet
            }

            @Override
            protected void hookOnNext(byte[] frame) {
                events.add(text(frame));
            }
        };
        streams.open(view -> true, null, wire()).subscribe(reader);
        commit(row("a", "PROCESSING"), row("b", "PROCESSING"));
        assertThat(events).isEmpty();
        reader.request(1);
        assertThat(ids(events)).containsExactly("1-0");
        reader.request(5);
        assertThat(ids(events)).containsExactly("1-0", "1-1");
    }

    @Test
    void aSlowReaderGetsAGapThatCountsWhatItMissed() {
        List<String> events = open(null);
        commit(row("first", "PROCESSING"));
        writable = false;
        for (int i = 0; i < 20; i++) {
            commitMany(1_000);
        }
        writable = true;
        commit(row("last", "PROCESSING"));
        long skipped = 20_000 + 1 - ChangeLog.MAX_ENTRIES;
        assertThat(events.get(1))
                .isEqualTo("event: gap\ndata: {\"skipped\":%d,\"from_batch\":1}\n\n".formatted(skipped));
        assertThat(events).hasSize(2 + ChangeLog.MAX_ENTRIES);
        assertThat(events).last().asString().contains("\"last\"");
    }

    @Test
    void theLogIsBoundedInBytesToo() {
        open(null);
        writable = false;
        String longText = "\u0001".repeat(128);
        for (int batch = 1; batch <= 8; batch++) {
            Map<String, TransactionView> rows = IntStream.range(0, 1_000)
                    .mapToObj(i -> new TransactionView(
                            "t" + i,
                            longText,
                            longText,
                            "1",
                            "EUR",
                            "PROCESSED",
                            "2025-10-29T10:30:00.123Z",
                            null,
                            null))
                    .collect(Collectors.toMap(TransactionView::transactionId, Function.identity()));
            log.changed(new ChangedBatch(batch, List.copyOf(rows.keySet())), rows);
        }
        long size = 0;
        long count = 0;
        for (long position = log.find(0).position();
                log.find(position).entry() instanceof Entry.Change change;
                position++) {
            size += change.frame().length;
            count++;
        }
        assertThat(size).isBetween(ChangeLog.MAX_BYTES - 10_000L, (long) ChangeLog.MAX_BYTES);
        assertThat(count).isLessThan(ChangeLog.MAX_ENTRIES);
    }

    @Test
    void aQuietStreamHasPings() {
        List<String> events = open(null);
        log.ping();
        log.ping();
        assertThat(events).containsExactly(": ping\n\n", ": ping\n\n");
    }

    @Test
    void theLogIsEmptyWithoutReaders() {
        Disposable reader = subscribe(view -> true, null, new ArrayList<>());
        commit(row("a", "PROCESSING"));
        assertThat(log.find(0).entry()).isNotNull();
        reader.dispose();
        assertThat(log.find(0).entry()).isNull();
        assertThat(log.isFollowed()).isFalse();
        assertThat(streams.open()).isZero();
    }

    @Test
    void noMoreAreOpenThanThereArePlaces() {
        open(null);
        open(null);
        open(null);
        assertThat(streams.areFull()).isTrue();
        assertThatThrownBy(() -> streams.open(view -> true, null, wire()).blockFirst())
                .isInstanceOf(Places.NoPlace.class);
    }

    @Test
    void theStopEndsStreams() {
        var events = new ArrayList<String>();
        Disposable reader = subscribe(view -> true, null, events);
        log.end();
        assertThat(reader.isDisposed()).isTrue();
        assertThat(log.isFollowed()).isFalse();
    }

    @Test
    void aStreamThatIsOpenedDuringTheStopEnds() {
        log.end();
        Disposable reader = subscribe(view -> true, null, new ArrayList<>());
        assertThat(reader.isDisposed()).isTrue();
        assertThat(log.isFollowed()).isFalse();
    }

    @Test
    void changesThatTheFilterRejectsTakeNoPing() {
        List<String> events = events(view -> false, null);
        writable = false;
        commit(row("a", "PROCESSING"));
        log.ping();
        writable = true;
        commit(row("b", "PROCESSING"));
        assertThat(events).containsExactly(": ping\n\n");
    }

    @Test
    void aSlowReaderGetsAGapWithoutANumberIfThatIsUnknown() {
        List<String> events = open(null);
        writable = false;
        commit(row("a", "PROCESSING"));
        log.lost();
        for (int i = 0; i < 10; i++) {
            commitMany(1_000);
        }
        writable = true;
        log.ping();
        assertThat(events).first().isEqualTo("event: gap\ndata: {\"skipped\":null,\"from_batch\":null}\n\n");
    }

    private void commitMany(int size) {
        commit(IntStream.range(0, size)
                .mapToObj(i -> row("t" + i, "PROCESSING"))
                .toArray(TransactionView[]::new));
    }

    /** Writes a batch, and passes it on as the feed does. */
    private void commit(TransactionView... rows) {
        pass(tables.write(rows), rows);
    }

    private void pass(long batch, TransactionView... rows) {
        Map<String, TransactionView> byId = new HashMap<>();
        Arrays.stream(rows).forEach(row -> byId.put(row.transactionId(), row));
        List<String> ids =
                Arrays.stream(rows).map(TransactionView::transactionId).toList();
        log.changed(new ChangedBatch(batch, ids), byId);
    }

    private List<String> open(@Nullable String lastEventId) {
        return events(view -> true, lastEventId);
    }

    private List<String> events(Predicate<TransactionView> filter, @Nullable String lastEventId) {
        var events = new CopyOnWriteArrayList<String>();
        subscribe(filter, lastEventId, events);
        return events;
    }

    private Disposable subscribe(Predicate<TransactionView> filter, @Nullable String lastEventId, List<String> events) {
        return streams.open(filter, lastEventId, wire()).subscribe(frame -> events.add(text(frame)));
    }

    private Wire wire() {
        return new Wire(Runnable::run, () -> writable);
    }

    private static String text(byte[] frame) {
        return new String(frame, UTF_8);
    }

    /** Returns the ids of the events that have one. */
    private static List<String> ids(List<String> events) {
        return events.stream()
                .filter(event -> event.startsWith("id: "))
                .map(event -> event.substring(4, event.indexOf('\n')))
                .toList();
    }
}
