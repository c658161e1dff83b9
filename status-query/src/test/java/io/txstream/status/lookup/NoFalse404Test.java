package io.txstream.status.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.contract.topics.DescribedTopic;
import io.txstream.service.TopicLayout;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.catchup.Progress;
import io.txstream.status.catchup.ProjectedOffsets;
import io.txstream.status.request.Places;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class NoFalse404Test {

    private static final String ID = "t";
    private static final int PARTITIONS = 3;

    /** The processed topic comes first. */
    private static final int INDEX = PARTITIONS + TransactionKey.homePartition(TransactionKey.of(ID), PARTITIONS);

    private static final TransactionView VIEW =
            new TransactionView(ID, "a", "b", "1", "EUR", "PROCESSING", "1970-01-01T00:00:00.000Z", null, null);

    private final CatchUp catchUp = new CatchUp();
    private ProjectedOffsets tables = projected(0);
    private Mono<Long> end = Mono.just(5L);
    private @Nullable TransactionView row;
    private Places places = new Places(0);

    @Test
    void noFalse404AnIdThatIsNotThereBeforeTheEndOfItsPartitionDoesNotExist() {
        assertThat(decideAfter(5)).isNull();
    }

    @Test
    void noFalse404AnIdThatIsProjectedMeanwhileIsFound() {
        tables = projected(5);
        row = VIEW;
        assertThat(decideAfter(4)).isEqualTo(VIEW);
    }

    @Test
    void noFalse404AnIdThatIsStillMissingWhenTheEndIsProjectedDoesNotExist() {
        tables = projected(6);
        assertThat(decideAfter(4)).isNull();
    }

    @Test
    void noFalse404IsUndecidedWhileTheProjectionIsBehind() {
        tables = projected(4);
        assertUndecidedAfter(4);
    }

    @Test
    void noFalse404IsUndecidedWithoutTheEndOfThePartition() {
        end = Mono.never();
        assertUndecidedAfter(5);
    }

    /** The log that was asked is not the one that was projected. */
    @Test
    void noFalse404IsUndecidedIfTheTablesAreAheadOfTheLog() {
        assertUndecidedAfter(6);
    }

    /** The progress was read from a server that has been replaced meanwhile, by one that is behind. */
    @Test
    void noFalse404IsUndecidedIfTheSecondLookIsBehindTheProgress() {
        var progress = new Progress(Mono.just(projected(5)), System::nanoTime);
        tables = projected(4);
        assertUndecided(guard(progress, 1).decide(ID, missed(4)));
    }

    @Test
    void neverBackwardsASecondLookAtTablesThatWereReplacedDecidesNothing() {
        tables = new ProjectedOffsets("b", projected(5).offsets());
        assertUndecidedAfter(4);
    }

    @Test
    void lookupsBeyondTheLimitFailAtOnceAndPlacesBecomeFree() {
        end = Mono.never();
        NoFalse404 guard = guard(new Progress(Mono.never(), System::nanoTime), 2);
        Disposable first = guard.decide(ID, missed(4)).subscribe(found -> {}, e -> {});
        Disposable second = guard.decide(ID, missed(4)).subscribe(found -> {}, e -> {});
        assertThat(places.taken()).isEqualTo(2);
        assertThatThrownBy(() -> guard.decide(ID, missed(4)).block()).isInstanceOf(Places.NoPlace.class);
        assertThat(places.taken()).isEqualTo(2);
        first.dispose();
        assertThat(places.taken()).isEqualTo(1);
        second.dispose();
        assertUndecided(guard.decide(ID, missed(4)));
        assertThat(places.taken()).isZero();
    }

    private @Nullable TransactionView decideAfter(long projected) {
        return guard(new Progress(Mono.fromSupplier(() -> tables), System::nanoTime), 1)
                .decide(ID, missed(projected))
                .block(Duration.ofSeconds(30));
    }

    private void assertUndecidedAfter(long projected) {
        assertUndecided(guard(new Progress(Mono.fromSupplier(() -> tables), System::nanoTime), 1)
                .decide(ID, missed(projected)));
    }

    private static void assertUndecided(Mono<TransactionView> decision) {
        assertThatThrownBy(() -> decision.block(Duration.ofSeconds(30))).isInstanceOf(NotCaughtUpException.class);
    }

    private NoFalse404 guard(Progress progress, int most) {
        places = new Places(most);
        catchUp.require("a", new long[3 * PARTITIONS]);
        return new NoFalse404(
                partition -> end,
                progress,
                id -> Mono.fromSupplier(() -> new Found(row, tables, catchUp.reached(catchUp.floor(), tables))),
                Duration.ofMillis(200),
                places,
                layout());
    }

    private static Found missed(long projected) {
        return new Found(null, projected(projected), true);
    }

    /** Returns the offsets of all partitions, of which only that of the id's home partition counts. */
    private static ProjectedOffsets projected(long offset) {
        var offsets = new long[3 * PARTITIONS];
        offsets[INDEX] = offset;
        return new ProjectedOffsets("a", offsets);
    }

    private static TopicLayout layout() {
        return new TopicLayout(Stream.of(Topics.RECEIVED, Topics.PROCESSED, Topics.REJECTED)
                .map(name -> new DescribedTopic(name, Uuid.ONE_UUID, PARTITIONS, 1, Map.of()))
                .toList());
    }
}
