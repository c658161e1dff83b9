package io.txstream.processor.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txstream.contract.Topics;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.service.StartupProblemException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.junit.jupiter.api.Test;

class ReplayFilterTest {

    private static final Uuid TOPIC = new Uuid(1, 2);
    private static final int PARTITION = 3;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StreamMetrics metrics = new StreamMetrics(meters, () -> Instant.EPOCH);
    private final KeyValueStore<Bytes, byte[]> store = new InMemoryKeyValueStore("progress");
    private final ProgressStore progress = new ProgressStore(store);
    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> builder = ProgressStore.builder("progress");
    private MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private ReceivedTime times = new ReceivedTime();
    private Processor<byte[], byte[], byte[], byte[]> filter = restarted(TOPIC);

    @Test
    void everyRecordMovesTheProgress() {
        process(0, 4);
        assertThat(progress.decided()).isEqualTo(new Decided(TOPIC, 4, 1));
        process(7, 5); // offsets between belong to transaction markers
        assertThat(progress.decided()).isEqualTo(new Decided(TOPIC, 5, 8));
        assertThat(context.forwarded()).hasSize(2);
    }

    @Test
    void processedOnceThoughTheGroupWasResetToTheStart() {
        process(0, 4);
        process(1, 4);
        filter = restarted(TOPIC);
        process(0, 4);
        process(1, 4);
        assertThat(context.forwarded()).isEmpty();
        assertThat(meters.get("txstream.replayed").counter().count()).isEqualTo(2);
        process(2, 4);
        assertThat(context.forwarded()).hasSize(1);
    }

    @Test
    void aDecidedOffsetOfALaterEpochEndsTheStream() {
        process(0, 4);
        process(1, 4);
        filter = restarted(TOPIC);
        assertThatThrownBy(() -> process(1, 5))
                .isInstanceOf(StartupProblemException.class)
                .hasMessageContaining("partition 3 was decided up to offset 2 in leader epoch 4");
        assertThat(progress.decided()).isEqualTo(new Decided(TOPIC, 4, 2));
    }

    @Test
    void theStateOfAnotherTopicEndsTheStream() {
        process(0, 4);
        assertThatThrownBy(() -> restarted(new Uuid(3, 4)))
                .isInstanceOf(StartupProblemException.class)
                .hasMessageContaining("created again");
    }

    @Test
    void anUnknownEpochHidesNothing() {
        process(0, 4);
        process(1, Decided.UNKNOWN_EPOCH);
        assertThat(progress.decided()).isEqualTo(new Decided(TOPIC, Decided.UNKNOWN_EPOCH, 2));
        process(0, Decided.UNKNOWN_EPOCH);
        assertThat(context.forwarded()).hasSize(2);
    }

    @Test
    void nothingLostWhenTheFirstTransactionIsAbortedAndTheTaskRevived() {
        process(0, 4);
        process(1, 4);
        filter.close();
        store.delete(ProgressStore.DECIDED); // restored from an empty changelog
        context = new MockProcessorContext<>();
        context.addStateStore(store);
        filter.init(context);
        process(0, 4);
        process(1, 4);
        assertThat(context.forwarded()).hasSize(2);
    }

    @Test
    void theEpochIsThatOfTheRecordAlthoughTheNextOneWasReadToo() {
        times.extract(consumed(0, 4, 1), 0);
        times.extract(consumed(1, 5, 1), 0);
        assertThat(times.leaderEpoch(PARTITION, 0)).isEqualTo(4);
        assertThat(times.leaderEpoch(PARTITION, 1)).isEqualTo(5);
        assertThat(times.leaderEpoch(PARTITION, 2)).isEqualTo(Decided.UNKNOWN_EPOCH);
        assertThat(times.leaderEpoch(PARTITION + 1, 0)).isEqualTo(Decided.UNKNOWN_EPOCH);
    }

    @Test
    void aTimestampThatNoBrokerWritesIsAValidTime() {
        assertThat(times.extract(consumed(0, 4, -1), 77)).isZero();
        assertThat(times.extract(consumed(1, 4, Long.MAX_VALUE), 77)).isZero();
        assertThat(times.extract(consumed(2, 4, 1_000), 77)).isEqualTo(1_000);
    }

    private Processor<byte[], byte[], byte[], byte[]> restarted(Uuid topicId) {
        context = new MockProcessorContext<>();
        context.addStateStore(store);
        times = new ReceivedTime();
        Processor<byte[], byte[], byte[], byte[]> processor =
                ReplayFilter.supplier(builder, topicId, times, metrics).get();
        processor.init(context);
        return processor;
    }

    private void process(long offset, int epoch) {
        times.extract(consumed(offset, epoch, 1_000), 0);
        context.setRecordMetadata(Topics.RECEIVED, PARTITION, offset);
        filter.process(new Record<>(new byte[0], new byte[0], 1_000));
    }

    private static ConsumerRecord<Object, Object> consumed(long offset, int epoch, long timestamp) {
        return new ConsumerRecord<>(
                Topics.RECEIVED,
                PARTITION,
                offset,
                timestamp,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                epoch == Decided.UNKNOWN_EPOCH ? Optional.empty() : Optional.of(epoch));
    }
}
