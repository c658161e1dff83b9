package io.txstream.processor.delay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txstream.contract.Position;
import io.txstream.contract.Transaction;
import io.txstream.processor.flow.FirstTransaction;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.flow.RawValue;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.progress.Decided;
import io.txstream.processor.progress.ProgressStore;
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

/** A {@link DelayProcessor} of partition 3 with its two stores, which survive its restarts. */
final class DueTask {

    private static final Properties SETTINGS = new Properties();

    static {
        SETTINGS.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        SETTINGS.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
    }

    private final StreamMetrics metrics = new StreamMetrics(new SimpleMeterRegistry(), () -> Instant.EPOCH);
    final KeyValueStore<Bytes, byte[]> due = new InMemoryKeyValueStore("due");
    final KeyValueStore<Bytes, byte[]> progressStore = new InMemoryKeyValueStore("progress");
    final ProgressStore progress = new ProgressStore(progressStore);
    private Instant wall = Instant.EPOCH;
    private final ProcessClock clock = new ProcessClock(() -> wall, () -> 0);
    private MockProcessorContext<byte[], RawValue> context = context();
    private Processor<byte[], FirstTransaction, byte[], RawValue> processor = started(List.of());

    /** Starts another processor on the same stores, as a restarted instance does. */
    void restart() {
        restart(List.of());
    }

    /** Starts another processor with the operator's choice of where to continue. */
    void restart(List<String> continueFrom) {
        processor = started(continueFrom);
    }

    /** Initializes the same processor again, as Kafka Streams does after an aborted transaction. */
    void revive() {
        processor.close();
        context = context();
        processor.init(context);
    }

    private MockProcessorContext<byte[], RawValue> context() {
        var created = new MockProcessorContext<byte[], RawValue>(SETTINGS, new TaskId(0, 3), new File("unused"));
        created.addStateStore(due);
        created.addStateStore(progressStore);
        return created;
    }

    private Processor<byte[], FirstTransaction, byte[], RawValue> started(List<String> continueFrom) {
        context = context();
        Processor<byte[], FirstTransaction, byte[], RawValue> created = DelayProcessor.supplier(
                        "due", ProgressStore.builder("progress"), Duration.ZERO, continueFrom, clock, metrics)
                .get();
        created.init(context);
        return created;
    }

    void receive(String id, long dueMillis, long offset) {
        var transaction = new Transaction(id, "a", "b", BigDecimal.ONE, "EUR");
        Instant createdAt = Instant.ofEpochMilli(dueMillis);
        var first = new FirstTransaction(transaction, new Position(0, offset), createdAt);
        context.setCurrentSystemTimeMs(dueMillis);
        progress.decided(new Decided(new Uuid(1, 2), 4, offset + 1)); // the replay filter runs before
        processor.process(new Record<>(id.getBytes(UTF_8), first, dueMillis));
    }

    void tick(long nowMillis) {
        wall = Instant.ofEpochMilli(nowMillis);
        context.scheduledPunctuators().get(0).getPunctuator().punctuate(nowMillis);
    }

    List<String> emitted() {
        return context.forwarded().stream()
                .map(forward -> new String(forward.record().key(), UTF_8))
                .toList();
    }

    long head() {
        return DueKey.dueMillisOf(
                requireNonNull(requireNonNull(progress.pending()).head()));
    }

    static Bytes key(String id, long dueMillis, long offset) {
        return new DueKey(dueMillis, offset, id.getBytes(UTF_8)).toBytes();
    }
}
