package io.txstream.processor;

import static io.txstream.processor.StreamDriver.DELAY;
import static io.txstream.processor.StreamDriver.START;
import static io.txstream.processor.StreamDriver.WINDOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Transaction;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionTopologyTest {

    private static final Duration MILLI = Duration.ofMillis(1);

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
    void notBeforeDueEmitsNothing() {
        stream.receive("t1", "1", START);
        stream.passTime(DELAY.minus(MILLI));
        assertThat(stream.processedIds()).isEmpty();
        stream.passTime(Duration.ofMillis(100));
        assertThat(stream.processedIds()).containsExactly("t1");
    }

    @Test
    void emitsOnceTheDelayHasPassed() {
        stream.receive("t1", "1", START);
        stream.passTime(DELAY);
        assertThat(stream.processedIds()).containsExactly("t1");
        stream.passTime(DELAY.multipliedBy(10));
        assertThat(stream.processedIds()).isEmpty();
        assertThat(stream.dueEntries()).isZero();
    }

    @Test
    void theEventDependsOnTheReceivedRecordAndTheDelayOnly() {
        stream.receive("t0", "1", START);
        stream.receive("t1", "1500.50", START.plusMillis(7));
        stream.passTime(DELAY.plusSeconds(5));
        TestRecord<byte[], byte[]> record = stream.processedRecords().get(1);
        assertThat(ProcessedJson.read(record.value()))
                .isEqualTo(new ProcessedEvent(
                        new Transaction("t1", "a", "b", new BigDecimal("1500.50"), "EUR"),
                        START.plusMillis(7),
                        START.plusMillis(7).plus(DELAY),
                        new Position(0, 1)));
        assertThat(record.headers()).isEmpty();
    }

    @Test
    void emitsInDueOrderThenInOffsetOrder() {
        stream.receive("late", "1", START.plusMillis(50));
        stream.receive("early", "1", START);
        stream.receive("also-late", "1", START.plusMillis(50));
        stream.passTime(DELAY.plusSeconds(1));
        assertThat(stream.processedIds()).containsExactly("early", "late", "also-late");
    }

    @Test
    void emitsTransactionsReceivedAfterABrokerClockSteppedBack() {
        stream.receive("t1", "1", START);
        stream.passTime(DELAY);
        assertThat(stream.processedIds()).containsExactly("t1");
        stream.receive("t2", "1", START.minusSeconds(20));
        stream.passTime(Duration.ofMillis(100));
        assertThat(stream.processedIds()).containsExactly("t2");
    }

    @Test
    void processedOnceHoweverOftenResent() {
        stream.receive("t1", "1500.5", START);
        stream.receive("t1", "1500.50", START.plusSeconds(1));
        stream.passTime(DELAY.plusSeconds(2));
        stream.receive("t1", "1500.5", START.plusSeconds(40));
        stream.passTime(DELAY.plusSeconds(2));
        assertThat(stream.processedIds()).containsExactly("t1");
        assertThat(stream.rejectedRecords()).isEmpty();
        assertThat(stream.count("txstream.duplicates")).isEqualTo(2);
    }

    @Test
    void aDuplicateAfterTheWindowIsATransaction() {
        stream.receive("t1", "1", START);
        stream.passTime(WINDOW);
        stream.receive("t1", "1", START.plus(WINDOW).minus(MILLI));
        assertThat(stream.count("txstream.duplicates")).isEqualTo(1);
        stream.receive("t1", "1", START.plus(WINDOW));
        assertThat(stream.count("txstream.duplicates")).isEqualTo(1);
    }

    @Test
    void processedOnceAfterABrokerClockJumpedAhead() {
        stream.receive("t0", "1", START.plus(WINDOW.multipliedBy(4)));
        stream.receive("t1", "1", START);
        stream.receive("t1", "1", START.plusSeconds(1));
        stream.passTime(DELAY.plusSeconds(2));
        assertThat(stream.processedIds()).containsExactly("t1");
        assertThat(stream.count("txstream.duplicates")).isEqualTo(1);
    }

    @Test
    void reportsTheOldestOverdue() {
        stream.receive("t1", "1", START);
        assertThat(stream.overdueSeconds(START.plus(DELAY).plusSeconds(5))).isEqualTo(5.0);
        assertThat(stream.overdueSeconds(START.plus(DELAY).minusSeconds(5))).isZero();
    }

    @Test
    void firstWinsAndAConflictingDuplicateIsRejected() {
        stream.receive("t1", "1", START);
        stream.receive("t1", "2", START.plusSeconds(1));
        stream.passTime(DELAY.plusSeconds(2));
        assertThat(stream.processedRecords())
                .singleElement()
                .satisfies(record -> assertThat(record.value()).asString(UTF_8).contains("\"amount\":1,"));
        assertThat(stream.rejectedRecords()).singleElement().satisfies(record -> {
            assertThat(record.key()).asString(UTF_8).isEqualTo("t1");
            assertThat(record.value()).asString(UTF_8).isEqualTo(StreamDriver.transaction("t1", "2"));
            assertThat(Rejection.readFrom(record.headers()))
                    .isEqualTo(new Rejection(
                            RejectionReason.CONFLICTING_DUPLICATE,
                            "another transaction with this id was received first, at offset 0",
                            "t1",
                            new Position(0, 1),
                            START.plusSeconds(1)));
        });
    }

    @Test
    void nothingLostAnInvalidRecordIsRejectedAndTheNextOneProcessed() {
        stream.receive("t1", "{".getBytes(UTF_8), START);
        stream.receive("t2", "1", START);
        stream.passTime(DELAY);
        assertThat(stream.processedIds()).containsExactly("t2");
        assertThat(stream.rejectedRecords()).singleElement().satisfies(record -> {
            assertThat(record.value()).asString(UTF_8).isEqualTo("{");
            assertThat(Rejection.readFrom(record.headers()))
                    .extracting(Rejection::reason, Rejection::origin, Rejection::timestamp)
                    .containsExactly(RejectionReason.MALFORMED_JSON, new Position(0, 0), START);
        });
    }

    @Test
    void countsPendingTransactions() {
        stream.receive("t1", "1", START);
        stream.receive("t2", "1", START);
        assertThat(stream.meters.get("txstream.pending").gauge().value()).isEqualTo(2);
        stream.passTime(DELAY.plusMillis(30));
        assertThat(stream.meters.get("txstream.pending").gauge().value()).isZero();
        assertThat(stream.meters.get("txstream.lateness").timer().count()).isEqualTo(2);
    }
}
