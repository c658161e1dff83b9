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

/** Consumes the processed topic in a thread of its own, and adds each delivery with its time to the history. */
final class Subscriber implements AutoCloseable {

    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final History history;
    private final Clock clock = Clock.systemUTC();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Future<?> consuming = CompletableFuture.completedFuture(null);
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
        consuming = thread.submit(this::consume);
    }

    private void consume() {
        try (consumer) {
            while (!closed) {
                consumer.poll(POLL_TIMEOUT).forEach(record -> history.add(delivery(record)));
            }
        }
    }

    private Delivery delivery(ConsumerRecord<byte[], byte[]> record) {
        ProcessedEvent event = requireNonNull(ProcessedJson.read(record.value()));
        var position = new Position(record.partition(), record.offset());
        return new Delivery(position, event.received(), event.dueAt(), clock.instant());
    }

    /** Stops consuming, and throws if the consumer has failed. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            consuming.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the subscriber failed", e.getCause());
        }
    }
}
