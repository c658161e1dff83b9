package io.txstream.processor.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Topics;
import io.txstream.contract.Transaction;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LogTailsTest {

    private static final TopicPartition PROCESSED = new TopicPartition(Topics.PROCESSED, 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");

    /** An event of a broker whose clock was ahead is the last one, but its record is not. */
    @Test
    void theHighestReceivedOffsetCountsWhateverTheOrderOfTheEvents() {
        log(0, event(7), event(139), new byte[] {1}, event(8));
        assertThat(new LogTails(consumer).of(List.of(PROCESSED), FactsReader.PROCESSED))
                .isEqualTo(Map.of(PROCESSED, 140L));
    }

    @Test
    void readsFurtherBackUntilARecordOfTheKindIsFound() {
        var kind = new LogTails.Kind<Long>(1, record -> record.offset() < 12 ? record.offset() : null, Math::max);
        consumer.schedulePollTask(() -> append(19, new byte[0]));
        log(
                10,
                new byte[0],
                new byte[0],
                new byte[0],
                new byte[0],
                new byte[0],
                new byte[0],
                new byte[0],
                new byte[0],
                new byte[0],
                new byte[0]);
        assertThat(new LogTails(consumer).of(List.of(PROCESSED), kind)).isEqualTo(Map.of(PROCESSED, 11L));
    }

    private void log(long start, byte[]... values) {
        consumer.updateBeginningOffsets(Map.of(PROCESSED, start));
        consumer.updateEndOffsets(Map.of(PROCESSED, start + values.length));
        consumer.schedulePollTask(() -> append(start, values));
    }

    private void append(long first, byte[]... values) {
        for (int i = 0; i < values.length; i++) {
            consumer.addRecord(
                    new ConsumerRecord<>(PROCESSED.topic(), PROCESSED.partition(), first + i, new byte[0], values[i]));
        }
    }

    private static byte[] event(long receivedOffset) {
        return ProcessedJson.write(new ProcessedEvent(
                new Transaction("t", "a", "b", BigDecimal.ONE, "EUR"),
                Instant.EPOCH,
                Instant.EPOCH,
                new Position(0, receivedOffset)));
    }
}
