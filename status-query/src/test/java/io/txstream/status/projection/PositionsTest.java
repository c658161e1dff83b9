package io.txstream.status.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Topics;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PositionsTest {

    private static final TopicPartition RECEIVED = new TopicPartition(Topics.RECEIVED, 0);
    private static final TopicPartition PROCESSED = new TopicPartition(Topics.PROCESSED, 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Map<TopicPartition, StoredOffset> known = Map.of(RECEIVED, stored(5), PROCESSED, stored(3));

    @BeforeEach
    void assign() {
        consumer.assign(List.of(RECEIVED, PROCESSED));
        consumer.seek(PROCESSED, 3);
    }

    @Test
    void aBatchFollowsTheKnownOffsets() {
        consumer.seek(RECEIVED, 8);
        assertThat(Positions.follow(consumer, batch(5, 6, 7), known)).isTrue();
        assertThat(Positions.follow(consumer, batch(6, 7), known)).isTrue(); // 5 is a transaction marker
    }

    @Test
    void aBatchThatStartsBeforeTheKnownOffsetsDoesNotFollow() {
        consumer.seek(RECEIVED, 8);
        assertThat(Positions.follow(consumer, batch(4, 5, 6, 7), known)).isFalse();
    }

    /** The partition was seeked after the poll: what is between the known offset and the batch was not projected. */
    @Test
    void aBatchFromBeforeASeekDoesNotFollow() {
        consumer.seek(RECEIVED, 5);
        assertThat(Positions.follow(consumer, batch(8, 9), known)).isFalse();
    }

    /** The epoch belongs to the last record: it stays if only markers were passed, and changes with each record. */
    @Test
    void movesPassTransactionMarkersAlsoInPartitionsWithoutRecords() {
        consumer.seek(RECEIVED, 9);
        consumer.seek(PROCESSED, 4);
        assertThat(Positions.moves(consumer, batch(5, 6, 7), known))
                .containsExactlyInAnyOrder(
                        new OffsetMove(RECEIVED, 5, 8, 9, null), new OffsetMove(PROCESSED, 3, 3, 4, 3));
    }

    @Test
    void nothingMovesWithoutRecordsAndMarkers() {
        consumer.seek(RECEIVED, 5);
        assertThat(Positions.moves(consumer, new Batch(List.of(), 1), known)).isEmpty();
    }

    private static StoredOffset stored(long offset) {
        return new StoredOffset(offset, offset, "id", 3);
    }

    private static Batch batch(long... offsets) {
        return new Batch(
                LongStream.of(offsets)
                        .mapToObj(offset -> TopicRecords.received(offset, "t" + offset, 1))
                        .toList(),
                1);
    }
}
