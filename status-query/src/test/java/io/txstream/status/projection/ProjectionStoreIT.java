package io.txstream.status.projection;

import static io.txstream.status.projection.TestTables.PROCESSED;
import static io.txstream.status.projection.TestTables.RECEIVED;
import static io.txstream.status.projection.TestTables.processing;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectionStoreIT {

    @TempDir
    private static Path directory;

    private static TestTables tables;

    @BeforeAll
    static void start() {
        tables = new TestTables(directory);
    }

    @AfterAll
    static void stop() {
        tables.close();
    }

    @BeforeEach
    void empty() {
        tables.execute("TRUNCATE projection_offsets, transactions");
        stored(RECEIVED, PROCESSED);
    }

    @Test
    void aPartitionStartsAtOffsetZero() {
        assertThat(stored(RECEIVED, PROCESSED)).containsOnly(Map.entry(RECEIVED, 0L), Map.entry(PROCESSED, 0L));
    }

    @Test
    void rowsAndOffsetsMoveTogether() {
        assertThat(tables.write(
                        List.of(processing("t1", 0)), OffsetMove.to(RECEIVED, 0, 1), OffsetMove.to(PROCESSED, 0, 4)))
                .isTrue();
        assertThat(stored(RECEIVED, PROCESSED)).containsOnly(Map.entry(RECEIVED, 1L), Map.entry(PROCESSED, 4L));
        assertThat(tables.transactions()).containsExactly("t1 PROCESSING 1.50 0/0");
    }

    /** Requests that wait for others are not woken. */
    @Test
    void aBatchNamesTheRowsThatItHasReallyChanged() {
        tables.execute("TRUNCATE projection_changes");
        tables.write(List.of(processing("t1", 3), processing("t2", 4)), OffsetMove.to(RECEIVED, 0, 5));
        tables.write(
                List.of(processing("t1", 1), processing("t2", 4), processing("t3", 9)), OffsetMove.to(RECEIVED, 5, 10));
        tables.write(List.of(processing("t2", 12)), OffsetMove.to(RECEIVED, 10, 13));
        tables.write(List.of(), OffsetMove.to(PROCESSED, 0, 1));
        assertThat(tables.row("SELECT string_agg(ids::text, ' ' ORDER BY batch) AS changed FROM projection_changes"))
                .containsEntry("changed", "{t1,t2} {t1,t3}");
    }

    @Test
    void aConsumerThatHasLostItsPartitionWritesNothing() {
        tables.write(List.of(), OffsetMove.to(RECEIVED, 0, 5));
        boolean zombie = tables.write(
                List.of(processing("t1", 0)), OffsetMove.to(RECEIVED, 0, 3), OffsetMove.to(PROCESSED, 0, 4));
        assertThat(zombie).isFalse();
        assertThat(stored(RECEIVED, PROCESSED)).containsOnly(Map.entry(RECEIVED, 5L), Map.entry(PROCESSED, 0L));
        assertThat(tables.transactions()).isEmpty();
    }

    @Test
    void offsetsAreStoredWithTheEpochAndThePositionOfTheirConsumer() {
        tables.write(List.of(), new OffsetMove(RECEIVED, 0, 5, 5, 3));
        tables.write(List.of(), new OffsetMove(RECEIVED, 5, 5, 7, 3));
        assertThat(tables.offset(RECEIVED)).isEqualTo(new StoredOffset(5, 7, "one", 3));
        tables.write(List.of(), OffsetMove.to(RECEIVED, 5, 9));
        assertThat(tables.offset(RECEIVED)).isEqualTo(new StoredOffset(9, 9, "one", null));
    }

    /** It has polled less than its successor, although the next record is the same. */
    @Test
    void aConsumerThatHasLostItsPartitionDoesNotMoveThePositionBack() {
        tables.write(List.of(), new OffsetMove(RECEIVED, 0, 5, 9, 3));
        tables.write(List.of(), new OffsetMove(RECEIVED, 5, 5, 7, 3));
        assertThat(tables.offset(RECEIVED)).isEqualTo(new StoredOffset(5, 9, "one", 3));
    }

    /** With the epoch of an earlier record, the client would report a log as truncated that is none. */
    @Test
    void anEpochDoesNotCountAfterAVersionWithoutItHasMovedTheOffset() {
        tables.write(List.of(), new OffsetMove(RECEIVED, 0, 5, 7, 3));
        tables.execute("UPDATE projection_offsets SET next_offset = 8 WHERE topic = '" + Topics.RECEIVED + "'");
        assertThat(tables.offset(RECEIVED)).isEqualTo(new StoredOffset(8, 8, "one", null));
        tables.write(List.of(), new OffsetMove(RECEIVED, 8, 8, 9, null)); // past a marker, which keeps what is known
        assertThat(tables.offset(RECEIVED)).isEqualTo(new StoredOffset(8, 9, "one", null));
        tables.write(List.of(), new OffsetMove(RECEIVED, 8, 10, 10, 4));
        assertThat(tables.offset(RECEIVED)).isEqualTo(new StoredOffset(10, 10, "one", 4));
    }

    @Test
    void rowsOfAVersionWithoutTopicIdsAreNamed() {
        tables.execute("UPDATE projection_offsets SET topic_id = NULL WHERE topic = '" + Topics.RECEIVED + "'");
        tables.execute("UPDATE projection_offsets SET topic_id = 'another' WHERE topic = '" + Topics.PROCESSED + "'");
        tables.store().nameTopics(List.of(RECEIVED, PROCESSED)).block();
        assertThat(tables.offset(RECEIVED).topicId()).isEqualTo("one");
        assertThat(tables.offset(PROCESSED).topicId()).isEqualTo("another");
    }

    @Test
    void offsetsOfAnotherTopicWithTheSameNameAreNotMoved() {
        tables.write(List.of(), OffsetMove.to(RECEIVED, 0, 5));
        tables.execute("UPDATE projection_offsets SET topic_id = 'another' WHERE topic = '" + Topics.RECEIVED + "'");
        assertThat(tables.write(List.of(processing("t1", 5)), OffsetMove.to(RECEIVED, 5, 6)))
                .isFalse();
        assertThat(tables.transactions()).isEmpty();
    }

    /** Otherwise the offsets would say that everything was projected, and no row would ever come back. */
    @Test
    void rebuildableEmptyingTheTransactionsEmptiesTheOffsetsToo() {
        for (String statement : List.of("TRUNCATE transactions", "DELETE FROM transactions")) {
            tables.write(
                    List.of(processing("t1", 0)),
                    OffsetMove.to(RECEIVED, tables.offset(RECEIVED).next(), 5));
            tables.execute(statement);
            assertThat(tables.row("SELECT count(*) FROM projection_offsets"))
                    .as(statement)
                    .isEqualTo(Map.of("count", 0L));
        }
        tables.write(
                List.of(processing("t1", 0), processing("t2", 1)),
                OffsetMove.to(RECEIVED, tables.offset(RECEIVED).next(), 5));
        tables.execute("DELETE FROM transactions WHERE transaction_id = 't1'");
        assertThat(stored(RECEIVED)).containsEntry(RECEIVED, 5L);
    }

    /** Connections that were opened while the database was read-only. */
    @Test
    void offsetsAreReadAndMovedBySessionsThatAreReadOnlyByDefault() {
        ProjectionStore own = tables.readOnlyByDefault();
        tables.execute("TRUNCATE projection_offsets, transactions");
        assertThat(own.offsets(List.of(RECEIVED)).block()).hasSize(1);
        assertThat(own.write(List.of(processing("t1", 0)), List.of(OffsetMove.to(RECEIVED, 0, 1)))
                        .block())
                .isTrue();
    }

    private static Map<TopicPartition, Long> stored(TopicPartition... partitions) {
        return requireNonNull(tables.store().offsets(List.of(partitions)).block()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, stored -> stored.getValue().next()));
    }
}
