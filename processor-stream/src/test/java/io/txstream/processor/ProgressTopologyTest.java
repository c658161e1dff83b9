package io.txstream.processor;

import static io.txstream.processor.StreamDriver.DELAY;
import static io.txstream.processor.StreamDriver.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Transaction;
import io.txstream.processor.progress.Decided;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first node of the topology, and the times that it gives to records. */
class ProgressTopologyTest {

    @TempDir
    Path stateDir;

    private StreamDriver stream;

    @BeforeEach
    void start() {
        stream = new StreamDriver(stateDir);
    }

    @AfterEach
    void stop() {
        stream.close();
    }

    @Test
    void aTransactionWithATimestampThatNoBrokerWritesIsProcessedOnce() {
        Instant absurd = Instant.ofEpochMilli(START.toEpochMilli() * 1_000); // microseconds, read as milliseconds
        stream.receive("t1", "1", absurd);
        stream.receive("t1", "1", absurd);
        stream.passTime(Duration.ofMillis(100));
        assertThat(stream.processedRecords())
                .singleElement()
                .satisfies(record -> assertThat(ProcessedJson.read(record.value()))
                        .isEqualTo(new ProcessedEvent(
                                new Transaction("t1", "a", "b", BigDecimal.ONE, "EUR"),
                                Instant.EPOCH,
                                Instant.EPOCH.plus(DELAY),
                                new Position(0, 0))));
    }

    @Test
    void theProgressIsThatOfEveryRecord() {
        stream.receive("t1", "1", START);
        stream.receive("t2", "{".getBytes(UTF_8), START);
        stream.receive("t1", "1", START);
        assertThat(stream.decided()).isEqualTo(new Decided(StreamDriver.TOPIC_ID, Decided.UNKNOWN_EPOCH, 3));
    }
}
