package io.txstream.processor.delay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txstream.contract.Position;
import io.txstream.contract.Transaction;
import io.txstream.processor.flow.FirstTransaction;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.flow.RawValue;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.progress.Decided;
import io.txstream.processor.progress.Pending;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.StartupProblemException;
import java.io.File;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.junit.jupiter.api.Test;

/** {@code ProcessedOnce}: what the due store holds is compared with its recorded head when it is opened. */
class DelayProcessorTest {

    private static final Properties SETTINGS = new Properties();

    static {
        SETTINGS.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        SETTINGS.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
    }

    private final StreamMetrics metrics = new StreamMetrics(new SimpleMeterRegistry(), () -> Instant.EPOCH);
    private final KeyValueStore<Bytes, byte[]> due = new InMemoryKeyValueStore("due");
    private final KeyValueStore<Bytes, byte[]> progressStore = new InMemoryKeyValueStore("progress");
    private final ProgressStore progress = new ProgressStore(progressStore);
    private Instant wall = Instant.EPOCH;
    private final ProcessClock clock = new ProcessClock(() -> wall, () -> 0);
    private List<String> continueFrom = List.of();
    private MockProcessorContext<byte[], RawValue> context = context();
    private Processor<byte[], FirstTransaction, byte[], RawValue> processor = restarted();

    @Test
    void recordsTheHeadWhenATransactionIsAddedAndReleased() {
        tick(0);
        assertThat(progress.pending()).isEqualTo(new Pending(null, null, 0));
        receive("t1", 100, 0);
        receive("t2", 200, 1);
        assertThat(head()).isEqualTo(100);
        tick(150);
        assertThat(head()).isEqualTo(200);
        tick(200);
        assertThat(progress.pending()).isEqualTo(new Pending(null, null, 2));
        receive("t3", 50, 2); // a broker's clock stepped back
        assertThat(head()).isEqualTo(50);
    }

    @Test
    void nothingIsReleasedAgainFromAStoreThatReturnsAfterItsTombstonesWereCompacted() {
        receive("t1", 100, 0);
        receive("t2", 300, 1);
        byte[] released = due.get(key("t1", 100, 0));
        tick(200);
        due.put(key("t1", 100, 0), released);
        processor = restarted();
        tick(400);
        assertThat(emitted()).containsExactly("t2");
    }

    @Test
    void nothingIsLostThatIsReceivedBeforeTheStaleEntriesAreDeleted() {
        receive("t1", 100, 0);
        byte[] released = due.get(key("t1", 100, 0));
        tick(200);
        due.put(key("t1", 100, 0), released);
        processor = restarted();
        receive("t2", 300, 1);
        processor = restarted(); // committed, and ended before its first tick
        receive("t3", 90, 2); // a broker's clock stepped back
        tick(400);
        assertThat(emitted()).containsExactly("t3", "t2");
        assertThat(progress.pending()).isEqualTo(new Pending(null, null, 3));
    }

    @Test
    void keepsTheEntriesOfAVersionWithoutProgress() {
        receive("t1", 100, 0);
        progressStore.delete(Bytes.wrap("pending".getBytes(UTF_8)));
        processor = restarted();
        receive("t2", 300, 1);
        tick(400);
        assertThat(emitted()).containsExactly("t1", "t2");
    }

    @Test
    void nothingLostWhenTheTaskIsRevivedAfterAnAbortedTransaction() {
        tick(0);
        receive("t1", 100, 0);
        receive("t2", 300, 1);
        byte[] t1 = due.get(key("t1", 100, 0));
        Pending pending = requireNonNull(progress.pending());
        tick(200); // emits t1 in a transaction that is aborted
        processor.close();
        due.put(key("t1", 100, 0), t1); // restored from the changelogs
        progress.pending(pending);
        revive();
        tick(400);
        assertThat(emitted()).containsExactly("t1", "t2");
    }

    @Test
    void nothingLostOfWhatAVersionWithoutProgressAdded() {
        tick(0); // records an empty store
        progress.decided(new Decided(new Uuid(1, 2), 4, 10));
        due.put(key("t20", 300, 20), DueEvent.toBytes(new byte[0]));
        processor = restarted();
        tick(400);
        assertThat(emitted()).containsExactly("t20");
    }

    /** The new version ended before its first tick, and the next one took them for stale. */
    @Test
    void nothingLostOfWhatAVersionWithoutProgressAddedWhenTheNextStartEndsEarly() {
        progress.decided(new Decided(new Uuid(1, 2), 4, 10));
        tick(0); // records an empty store
        due.put(key("t20", 300, 20), DueEvent.toBytes(new byte[0]));
        processor = restarted();
        receive("t30", 400, 30);
        assertThat(head()).isEqualTo(400);
        receive("t31", 350, 31);
        assertThat(head()).isEqualTo(350);
        processor = restarted();
        tick(500);
        assertThat(emitted()).containsExactly("t20", "t31", "t30");
    }

    /** The same below a head, after a broker's clock stepped back. */
    @Test
    void nothingLostThatAVersionWithoutProgressAddedBelowTheHead() {
        receive("t9", 350, 9);
        due.put(key("t20", 300, 20), DueEvent.toBytes(new byte[0]));
        processor = restarted();
        receive("t30", 400, 30);
        processor = restarted();
        tick(500);
        assertThat(emitted()).containsExactly("t20", "t9", "t30");
    }

    /** An emptied changelog lost pending transactions without a line. */
    @Test
    void nothingLostSilentlyWhenTheDueStoreWasEmptied() {
        receive("t1", 100, 7);
        receive("t2", 300, 8);
        due.delete(key("t1", 100, 7));
        due.delete(key("t2", 300, 8));
        assertThatThrownBy(this::restarted)
                .isInstanceOfSatisfying(StartupProblemException.class, mismatch -> {
                    assertThat(mismatch.remedy())
                            .contains("test-due-changelog")
                            .containsPattern("TXSTREAM_PROCESSOR_CONTINUE_FROM=3:7@[0-9a-f]{8}$");
                    continueFrom = List.of(mismatch.remedy().replaceFirst(".*=", ""));
                })
                .hasMessageContainingAll("partition 3", "t1 of offset 7");
        processor = restarted();
        receive("t3", 400, 9);
        tick(400);
        assertThat(emitted()).containsExactly("t3");
        processor = restarted();
    }

    /** A changelog whose tail was cut off lost the newest pending transactions without a line. */
    @Test
    void nothingLostSilentlyWhenTheTailOfTheDueStoreWasCutOff() {
        tick(0);
        receive("t1", 100, 7);
        receive("t2", 300, 8);
        tick(50);
        due.delete(key("t2", 300, 8));
        assertThatThrownBy(this::restarted)
                .isInstanceOfSatisfying(
                        StartupProblemException.class,
                        mismatch -> continueFrom = List.of(mismatch.remedy().replaceFirst(".*=", "")))
                .hasMessageContainingAll("partition 3", "t2 of offset 8");
        processor = restarted();
        tick(60);
        continueFrom = List.of();
        processor = restarted(); // needs no way out any more
        tick(400);
        assertThat(emitted()).containsExactly("t1");
    }

    /** After a broker's clock stepped back, the newest can be released later, or was released before. */
    @Test
    void aReleasedNewestTransactionIsNotTakenForALostOne() {
        tick(0);
        receive("t1", 300, 0);
        receive("t2", 100, 1);
        tick(200);
        processor = restarted();
        receive("t3", 250, 2);
        processor = restarted();
        tick(270);
        processor = restarted();
        tick(400);
        assertThat(emitted()).containsExactly("t1");
        assertThat(progress.pending()).isEqualTo(new Pending(null, null, 3));
        processor = restarted();
    }

    private void revive() {
        context = context();
        processor.init(context);
    }

    private MockProcessorContext<byte[], RawValue> context() {
        var created = new MockProcessorContext<byte[], RawValue>(SETTINGS, new TaskId(0, 3), new File("unused"));
        created.addStateStore(due);
        created.addStateStore(progressStore);
        return created;
    }

    private Processor<byte[], FirstTransaction, byte[], RawValue> restarted() {
        context = context();
        Processor<byte[], FirstTransaction, byte[], RawValue> created = DelayProcessor.supplier(
                        "due", ProgressStore.builder("progress"), Duration.ZERO, continueFrom, clock, metrics)
                .get();
        created.init(context);
        return created;
    }

    private void receive(String id, long dueMillis, long offset) {
        var transaction = new Transaction(id, "a", "b", BigDecimal.ONE, "EUR");
        Instant createdAt = Instant.ofEpochMilli(dueMillis);
        var first = new FirstTransaction(transaction, new Position(0, offset), createdAt);
        context.setCurrentSystemTimeMs(dueMillis);
        progress.decided(new Decided(new Uuid(1, 2), 4, offset + 1)); // the replay filter runs before
        processor.process(new Record<>(id.getBytes(UTF_8), first, dueMillis));
    }

    private void tick(long nowMillis) {
        wall = Instant.ofEpochMilli(nowMillis);
        context.scheduledPunctuators().get(0).getPunctuator().punctuate(nowMillis);
    }

    private List<String> emitted() {
        return context.forwarded().stream()
                .map(forward -> new String(forward.record().key(), UTF_8))
                .toList();
    }

    private long head() {
        return DueKey.dueMillisOf(
                requireNonNull(requireNonNull(progress.pending()).head()));
    }

    private static Bytes key(String id, long dueMillis, long offset) {
        return new DueKey(dueMillis, offset, id.getBytes(UTF_8)).toBytes();
    }
}
