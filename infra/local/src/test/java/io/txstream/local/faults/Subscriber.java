package io.txstream.local.faults;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Whoever waits for the processed events: notes when it got to see each, in a thread of its own, until it is closed. */
final class Subscriber implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final History history;
    private final Clock clock = Clock.systemUTC();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Future<?> reading = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    Subscriber(String bootstrapServers, History history) {
        this.history = history;
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(IntStream.range(0, Topics.DEFAULT_PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.PROCESSED, partition))
                .toList());
    }

    void start() {
        reading = thread.submit(this::readOn);
    }

    private void readOn() {
        try (consumer) {
            while (!closed) {
                consumer.poll(POLL).forEach(record -> history.add(delivery(record)));
            }
        }
    }

    private Delivery delivery(ConsumerRecord<byte[], byte[]> record) {
        ProcessedEvent event = requireNonNull(ProcessedJson.read(record.value()));
        var position = new Position(record.partition(), record.offset());
        return new Delivery(position, event.received(), event.dueAt(), clock.instant());
    }

    /** Fails where the reader broke. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            reading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the subscriber broke", e.getCause());
        }
    }
}
