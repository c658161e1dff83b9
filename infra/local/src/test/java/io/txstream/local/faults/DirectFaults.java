package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The faults of direct producers. Each returns the time from which the system was able to recover. */
final class DirectFaults {

    private static final String MAX_TRANSACTION_TIMEOUT = "transaction.max.timeout.ms";
    private static final int GIANTS = 100;

    /** A record of 1 MiB is legal: key, value and headers together. */
    private static final int GIANT_BYTES = Topics.MAX_RECORD_BYTES - 1_000;

    private DirectFaults() {}

    /**
     * Opens a transaction with a record in every partition, and leaves it open for 10 to 60 s or as long as the brokers
     * allow. Then the producer commits, aborts, or vanishes.
     */
    static Instant foreignTransaction(FaultStack stack, SplittableRandom random) {
        Duration open = Durations.seconds(random, 10, 60);
        long allowed = Long.parseLong(stack.brokers().setting(MAX_TRANSACTION_TIMEOUT));
        long timeout = Math.min(allowed, open.toMillis() + 5_000);
        String name = "foreign-" + Long.toHexString(random.nextLong());
        Map<String, Object> settings = Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, name, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) timeout);
        try (var producer = producer(stack, settings)) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < 4 * Topics.DEFAULT_PARTITIONS; i++) {
                var unused = producer.send(transaction(name + "-" + i, ""));
            }
            producer.flush();
            Pacing.pause(Duration.ofMillis(Math.min(open.toMillis(), timeout - 2_000)));
            end(producer, random.nextInt(3));
        }
        return Instant.now();
    }

    private static void end(KafkaProducer<byte[], byte[]> producer, int how) {
        switch (how) {
            case 0 -> producer.commitTransaction();
            case 1 -> producer.abortTransaction();
            default -> producer.close(Duration.ZERO); // the coordinator aborts it
        }
    }

    /** Sends the records in one batch, which is about ten kilobytes on the wire. */
    static Instant compressedGiants(FaultStack stack, SplittableRandom random) {
        String name = "giant-" + Long.toHexString(random.nextLong());
        String padding = "x".repeat(GIANT_BYTES - 500);
        Map<String, Object> settings = Map.of(
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd",
                ProducerConfig.LINGER_MS_CONFIG,
                60_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                180_000,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topics.MAX_BATCH_BYTES,
                ProducerConfig.BATCH_SIZE_CONFIG,
                (GIANTS + 1) * Topics.MAX_RECORD_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                2L * GIANTS * Topics.MAX_RECORD_BYTES);
        try (var producer = producer(stack, settings)) {
            Stream.iterate(0, i -> i + 1)
                    .map(i -> transaction(name + "-" + i, padding))
                    .filter(DirectFaults::isOfFirstPartition)
                    .limit(GIANTS)
                    .forEach(giant -> {
                        var unused = producer.send(giant);
                    });
        } // closing sends them
        return Instant.now();
    }

    /** Sends a record to a partition, and returns its offset. */
    static long send(FaultStack stack, Message message, int partition) {
        try (var producer = producer(stack, Map.of())) {
            return producer.send(new ProducerRecord<>(Topics.RECEIVED, partition, message.key(), message.value()))
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the record was not sent", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOfFirstPartition(ProducerRecord<byte[], byte[]> record) {
        return TransactionKey.homePartition(record.key(), Topics.DEFAULT_PARTITIONS) == 0;
    }

    private static ProducerRecord<byte[], byte[]> transaction(String id, String padding) {
        String body = Message.body(id, "1", "EUR");
        String value = body.substring(0, body.length() - 1) + ",\"padding\":\"" + padding + "\"}";
        return new ProducerRecord<>(Topics.RECEIVED, id.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    private static KafkaProducer<byte[], byte[]> producer(FaultStack stack, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
