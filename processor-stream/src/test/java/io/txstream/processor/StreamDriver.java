package io.txstream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.progress.Decided;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.TopicLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Drives the topology on one partition with clocks that the test sets. Offsets start at 0. */
final class StreamDriver implements AutoCloseable {

    static final Instant START = Instant.parse("2025-10-29T10:30:00Z");
    static final Duration DELAY = Duration.ofSeconds(30);
    static final Duration WINDOW = Duration.ofDays(7);
    static final Uuid TOPIC_ID = new Uuid(1, 2);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant metricsTime = START;
    private Instant wall = START;
    private Duration passed = Duration.ZERO;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> received;
    private final TestOutputTopic<byte[], byte[]> processed;
    private final TestOutputTopic<byte[], byte[]> rejected;
    private final TestOutputTopic<byte[], byte[]> seenChangelog;

    StreamDriver(Path stateDir) {
        this(stateDir, WINDOW);
    }

    StreamDriver(Path stateDir, Duration window) {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        var metrics = new StreamMetrics(meters, () -> metricsTime);
        var topics = new TopicLayout(List.of(new DescribedTopic(Topics.RECEIVED, TOPIC_ID, 1, 1, Map.of())));
        var clock = new ProcessClock(() -> wall, () -> passed.toNanos());
        var rules = new ProcessorProperties(DELAY, window, 1, DataSize.ofMegabytes(8), List.of());
        Topology topology = TransactionTopology.build(topics, SkippedOffsets.NONE, rules, clock, metrics);
        driver = new TopologyTestDriver(topology, settings, START);
        received = driver.createInputTopic(Topics.RECEIVED, new ByteArraySerializer(), new ByteArraySerializer());
        processed =
                driver.createOutputTopic(Topics.PROCESSED, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        seenChangelog = driver.createOutputTopic(
                "test-seen-changelog", new ByteArrayDeserializer(), new ByteArrayDeserializer());
        rejected = driver.createOutputTopic(Topics.REJECTED, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static String transaction(String id, String amount) {
        return """
                {"transaction_id":"%s","source_account":"a","destination_account":"b",\
                "amount":%s,"currency":"EUR"}""".formatted(id, amount);
    }

    /** Receives a valid transaction with the given append time. */
    void receive(String id, String amount, Instant appendTime) {
        receive(id, transaction(id, amount).getBytes(UTF_8), appendTime);
    }

    void receive(String key, byte[] value, Instant appendTime) {
        received.pipeInput(key.getBytes(UTF_8), value, appendTime);
    }

    void passTime(Duration time) {
        passed = passed.plus(time);
        wall = wall.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** Steps the wall clock of the process, which does not change the time of Kafka Streams. */
    void stepWallClock(Duration step) {
        wall = wall.plus(step);
    }

    /** Returns the timestamps of what the seen store wrote to its changelog since the last call, in order. */
    List<Long> seenChangelogTimes() {
        return seenChangelog.readRecordsToList().stream()
                .map(TestRecord::timestamp)
                .toList();
    }

    List<String> processedIds() {
        return processedRecords().stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    List<TestRecord<byte[], byte[]>> processedRecords() {
        return processed.readRecordsToList();
    }

    List<TestRecord<byte[], byte[]>> rejectedRecords() {
        return rejected.readRecordsToList();
    }

    int dueEntries() {
        int count = 0;
        try (KeyValueIterator<Bytes, byte[]> entries = driver.<Bytes, byte[]>getKeyValueStore(
                        TransactionTopology.DUE_STORE)
                .all()) {
            for (; entries.hasNext(); entries.next()) {
                count++;
            }
        }
        return count;
    }

    @Nullable
    Decided decided() {
        return new ProgressStore(driver.getKeyValueStore(TransactionTopology.PROGRESS_STORE)).decided();
    }

    int seenEntries() {
        int count = 0;
        try (KeyValueIterator<Windowed<Bytes>, byte[]> entries = driver.<Bytes, byte[]>getWindowStore(
                        TransactionTopology.SEEN_STORE)
                .all()) {
            for (; entries.hasNext(); entries.next()) {
                count++;
            }
        }
        return count;
    }

    double overdueSeconds(Instant now) {
        metricsTime = now;
        return meters.get("txstream.oldest.overdue").gauge().value();
    }

    double count(String meter) {
        return meters.get(meter).counter().count();
    }

    @Override
    public void close() {
        driver.close();
    }
}
