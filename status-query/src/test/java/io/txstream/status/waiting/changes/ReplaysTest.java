package io.txstream.status.waiting.changes;

import static io.txstream.status.waiting.FakeTables.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.waiting.ChangedTables;
import io.txstream.status.waiting.FakeTables;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams behind the feed, while batches are committed in another order than they began. */
class ReplaysTest {

    private final FakeTables tables = new FakeTables();
    private final StreamInstance instance = new StreamInstance(tables);

    @AfterEach
    void stop() {
        instance.close();
    }

    /** The client has seen batch 2 when 1 is committed, and is away then. */
    @Test
    void aBatchThatIsCommittedLateIsNotLost() {
        long late = tables.begin();
        long seen = tables.write(row("seen", "PROCESSING"));
        tables.commit(late, row("late", "PROCESSING"));
        assertThat(instance.open(seen + "-0").changes()).containsExactly("1-0 late=PROCESSING");
    }

    @Test
    void aBatchThatIsCommittedDuringTheReplayIsNotLost() {
        tables.write(row("seen", "PROCESSING"));
        long late = tables.begin();
        tables.write(many(ChangedTables.MAX_CHANGES));
        tables.write(row("last", "PROCESSING"));
        instance.hold();
        StreamClient client = instance.open("1-0"); // the replay is before the last batch
        tables.commit(late, row("late", "PROCESSING"));
        instance.announce(late);
        instance.go();
        assertThat(client.changes())
                .hasSize(ChangedTables.MAX_CHANGES + 2)
                .endsWith("- late=PROCESSING", "4-0 last=PROCESSING");
    }

    @Test
    void noStateFollowsANewerOne() {
        tables.write(row("seen", "PROCESSING"));
        tables.write(many(ChangedTables.MAX_CHANGES));
        tables.write(row("x", "REJECTED"));
        instance.hold();
        StreamClient client = instance.open("1-0");
        instance.announce(tables.write(row("x", "PROCESSING")));
        long last = tables.write(row("x", "PROCESSED"));
        instance.go();
        instance.announce(last);
        assertThat(client.changes()).endsWith("- x=PROCESSING", "3-0 x=PROCESSED", "5-0 x=PROCESSED");
    }

    /** What is written after it has begun is in the log. */
    @Test
    void aReplayEndsWhateverIsWrittenMeanwhile() {
        tables.write(many(1_000));
        instance.hold();
        StreamClient client = instance.open("1-0");
        IntStream.range(0, 5_000).forEach(i -> instance.announce(tables.write(row("new" + i, "PROCESSING"))));
        instance.go();
        assertThat(client.changes()).hasSize(5_999).contains("- new4999=PROCESSING", "1-999 m999=PROCESSING");
        assertThat(client.gaps()).isZero();
        assertThat(tables.parts()).isEqualTo(16);
        instance.announce(tables.write(row("next", "PROCESSING")));
        assertThat(client.changes()).last().isEqualTo("5002-0 next=PROCESSING");
    }

    @Test
    void manyThatContinueShareWhatIsRead() {
        IntStream.range(0, 1_000).forEach(i -> tables.write(row("t" + i, "PROCESSING")));
        tables.breakDown(true);
        List<StreamClient> clients = IntStream.range(0, 200)
                .mapToObj(i -> instance.open((1 + i % 100) + "-0"))
                .toList();
        tables.breakDown(false);
        await().untilAsserted(() -> {
            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).changes()).hasSize(999 - i % 100);
            }
        });
        assertThat(tables.parts()).isLessThan(40);
    }

    /** It needs an earlier part than the one that is read. */
    @Test
    void aReplayThatContinuesDuringAReadDoesNotTakeThatPart() {
        tables.write(many(1_000));
        instance.hold();
        StreamClient slow = instance.open("1-0");
        tables.close();
        StreamClient other = instance.open("1-500");
        instance.go();
        tables.open();
        assertThat(slow.changes()).hasSize(999);
        assertThat(other.changes()).hasSize(499);
    }

    @Test
    void aReplayThatCannotBeReadIsReadLater() {
        tables.write(row("seen", "PROCESSING"));
        tables.write(row("a", "PROCESSING"));
        tables.breakDown(true);
        StreamClient client = instance.open("1-0");
        tables.breakDown(false);
        await().untilAsserted(() -> assertThat(client.changes()).containsExactly("2-0 a=PROCESSING"));
        assertThat(client.gaps()).isZero();
    }

    /** A client connects again and again, to any of two instances that lose announcements. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nothingIsLostAndNothingGoesBack(long seed) {
        try (var run = new RandomChanges(tables, instance, seed)) {
            run.steps(3_000);
            assertThat(run.received()).containsAllEntriesOf(run.written());
            assertThat(run.gaps()).isZero();
        }
    }

    private static TransactionView[] many(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> row("m" + i, "PROCESSING"))
                .toArray(TransactionView[]::new);
    }
}
