package io.txstream.processor.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txstream.contract.Position;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.processor.flow.Candidate;
import io.txstream.processor.flow.FlowValue;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.flow.RawValue;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.SkippedRange;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionProcessorTest {

    private static final int PARTITIONS = 6;
    private static final byte[] KEY = TransactionKey.of("t1");
    private static final int HOME = TransactionKey.homePartition(KEY, PARTITIONS);
    private static final byte[] VALUE = """
            {"transaction_id":"t1","source_account":"a","destination_account":"b",\
            "amount":1,"currency":"EUR"}""".getBytes(UTF_8);

    private static final SkippedOffsets SKIPPED = new SkippedOffsets(List.of(new SkippedRange(HOME, 50, 51)));

    private final MockProcessorContext<byte[], FlowValue> context = new MockProcessorContext<>();
    private final AdmissionProcessor processor = new AdmissionProcessor(
            "progress",
            PARTITIONS,
            SKIPPED,
            new AdmissionProcessor.Outputs("candidates", "rejected", "home"),
            new ProcessClock(Instant::now, System::nanoTime),
            new StreamMetrics(new SimpleMeterRegistry(), Instant::now));

    @BeforeEach
    void init() {
        context.setCurrentSystemTimeMs(0);
        context.addStateStore(new InMemoryKeyValueStore("progress"));
        processor.init(context);
    }

    @Test
    void aTransactionInItsHomePartitionBecomesACandidate() {
        CapturedForward<?, ?> forward = process(KEY, VALUE, HOME);
        assertThat(forward.childName()).contains("candidates");
        assertThat(forward.record().value())
                .isInstanceOfSatisfying(
                        Candidate.class,
                        candidate -> assertThat(candidate.received()).isEqualTo(new Position(HOME, 42)));
    }

    @Test
    void aMisplacedRecordIsForwardedWithItsOrigin() {
        CapturedForward<?, ?> forward = process(KEY, VALUE, HOME + 1);
        assertThat(forward.childName()).contains("home");
        assertThat(forward.record().key()).isEqualTo(KEY);
        assertThat(forward.record().value()).isEqualTo(new RawValue(VALUE));
        assertThat(forward.record()
                        .headers()
                        .lastHeader(ReceivedRecord.FORWARDED_FROM_HEADER)
                        .value())
                .asString(UTF_8)
                .isEqualTo((HOME + 1) % PARTITIONS + ":42");
    }

    @Test
    void aRecordThatWasForwardedBeforeIsRejected() {
        var headers = new RecordHeaders().add(ReceivedRecord.FORWARDED_FROM_HEADER, "0:7".getBytes(UTF_8));
        CapturedForward<?, ?> forward = process(new Record<>(KEY, VALUE, 1_000, headers), HOME + 1, 42);
        assertThat(forward.childName()).contains("rejected");
        assertThat(Rejection.readFrom(forward.record().headers()))
                .extracting(Rejection::reason)
                .isEqualTo(RejectionReason.MISPLACED);
    }

    @Test
    void anOversizedRecordIsRejectedWithoutItsValue() {
        CapturedForward<?, ?> forward = process(KEY, new byte[Topics.MAX_RECORD_BYTES], HOME + 1);
        assertThat(forward.childName()).contains("rejected");
        assertThat(forward.record().key()).isEqualTo(KEY);
        assertThat(forward.record().value()).isEqualTo(new RawValue(null));
        assertThat(Rejection.readFrom(forward.record().headers()))
                .extracting(Rejection::origin)
                .isEqualTo(new Position(HOME + 1, 42));
    }

    @Test
    void aRejectionHoldsTheIdOfTheValue() {
        CapturedForward<?, ?> forward = process(null, VALUE, 0);
        assertThat(forward.childName()).contains("rejected");
        assertThat(Rejection.readFrom(forward.record().headers()))
                .isEqualTo(new Rejection(
                        RejectionReason.KEY_MISMATCH,
                        "the record has no key",
                        "t1",
                        new Position(0, 42),
                        Instant.ofEpochMilli(1_000)));
    }

    @Test
    void anOversizedKeyIsDroppedToo() {
        CapturedForward<?, ?> forward = process(new byte[Topics.MAX_RECORD_BYTES], VALUE, 0);
        assertThat(forward.childName()).contains("rejected");
        assertThat(forward.record().key()).isNull();
    }

    @Test
    void aRecordWithoutKeyAndValueIsRejected() {
        assertThat(process(null, null, 0).childName()).contains("rejected");
    }

    @Test
    void aPlaceholderOfASkippedRecordIsRejectedAsUnreadable() {
        CapturedForward<?, ?> forward = process(new Record<>(null, null, 0), HOME, 51);
        assertThat(forward.childName()).contains("rejected");
        assertThat(forward.record().key()).isNull();
        assertThat(forward.record().value()).isEqualTo(new RawValue(null));
        assertThat(Rejection.readFrom(forward.record().headers())).satisfies(rejection -> {
            assertThat(rejection.reason()).isEqualTo(RejectionReason.UNREADABLE);
            assertThat(rejection.origin()).isEqualTo(new Position(HOME, 51));
            assertThat(rejection.timestamp()).isEqualTo(Instant.EPOCH);
        });
    }

    private CapturedForward<?, ?> process(byte @Nullable [] key, byte @Nullable [] value, int partition) {
        return process(new Record<>(key, value, 1_000), partition, 42);
    }

    private CapturedForward<?, ?> process(Record<byte[], byte[]> record, int partition, long offset) {
        context.setRecordMetadata(Topics.RECEIVED, partition % PARTITIONS, offset);
        processor.process(record);
        List<? extends CapturedForward<?, ?>> forwards = context.forwarded();
        assertThat(forwards).hasSize(1);
        return forwards.get(0);
    }
}
