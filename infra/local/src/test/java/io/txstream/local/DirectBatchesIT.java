package io.txstream.local;

import static io.txstream.local.ApiClient.transaction;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.RejectionReason;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches, transactions, headers and timestamps of direct producers. */
@Execution(ExecutionMode.CONCURRENT)
class DirectBatchesIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int PARTITION = 0;

    private final LocalStack stack = RunningStack.get();
    private final ApiClient client = new ApiClient(stack.gateway().url());
    private final TopicRecords topics = new TopicRecords(stack.kafka().bootstrapServers());

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "lz4", "snappy", "zstd"})
    void nothingLostOfABatchOfAllKinds(String compression) {
        List<String> ids = ids(compression, 5);
        send(
                compression,
                Stream.of(
                        record(ids.get(0), transaction(ids.get(0), "1")),
                        record(ids.get(1), "{"),
                        record(ids.get(2), null),
                        record(ids.get(0), transaction(ids.get(0), "2")),
                        record(ids.get(3), transaction(ids.get(2), "1")),
                        new ProducerRecord<>(
                                Topics.RECEIVED,
                                PARTITION,
                                null,
                                transaction(ids.get(1), "1").getBytes(UTF_8)),
                        record(ids.get(4), transaction(ids.get(4), "1"))));
        await().atMost(TIMEOUT).until(() -> client.status(ids.get(4)), "PROCESSED"::equals);
        assertThat(ids)
                .map(client::status)
                .containsExactly("PROCESSED", "REJECTED", "REJECTED", "REJECTED", "PROCESSED");
        assertThat(reasons(ids.get(0))).containsExactly(RejectionReason.CONFLICTING_DUPLICATE);
        assertThat(reasons(ids.get(1))).containsExactly(RejectionReason.MALFORMED_JSON);
        assertThat(reasons(ids.get(2))).containsExactly(RejectionReason.MALFORMED_JSON);
        assertThat(reasons(ids.get(3))).containsExactly(RejectionReason.KEY_MISMATCH);
        assertThat(topics.processedIds()).containsOnlyOnce(ids.get(0)).containsOnlyOnce(ids.get(4));
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // the flush or the commit that follows reports a failure
    void aTransactionIsProcessedIfItCommitsAndNotIfItAborts() {
        List<String> ids = ids("transactional", 3);
        try (var producer = transactional()) {
            producer.beginTransaction();
            producer.send(record(ids.get(0), transaction(ids.get(0), "1")));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(record(ids.get(1), transaction(ids.get(1), "1")));
            producer.commitTransaction();
            producer.beginTransaction();
            producer.send(record(ids.get(2), "{"));
            producer.commitTransaction();
        }
        await().atMost(TIMEOUT).until(() -> client.status(ids.get(1)), "PROCESSED"::equals);
        await().atMost(TIMEOUT).until(() -> client.status(ids.get(2)), "REJECTED"::equals);
        assertThat(topics.processedIds()).contains(ids.get(1)).doesNotContain(ids.get(0));
        assertThat(client.lookup(ids.get(0)).statusCode()).isNotEqualTo(200);
    }

    @Test
    void aRecordWithTooManyHeadersIsRejectedWithItsValue() {
        String id = ids("headers", 1).get(0);
        ProducerRecord<byte[], byte[]> record = record(id, transaction(id, "1"));
        IntStream.range(0, 1_024).forEach(i -> record.headers().add(new RecordHeader("h" + i, new byte[1_024])));
        send("zstd", Stream.of(record));
        await().atMost(TIMEOUT).until(() -> client.status(id), "REJECTED"::equals);
        assertThat(reasons(id)).containsExactly(RejectionReason.INVALID_TRANSACTION);
        assertThat(topics.rejected(id)).singleElement().satisfies(rejected -> {
            assertThat(rejected.value()).isEqualTo(transaction(id, "1").getBytes(UTF_8));
            assertThat(rejected.headers().toArray()).hasSizeLessThan(20);
        });
    }

    /** A producer of Kafka sends no other negative timestamp than -1, which stands for none. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 4_102_444_800_000L, Long.MAX_VALUE})
    void notBeforeDueWhateverTheProducersTimestamp(long timestamp) {
        String id = ids("timestamp" + timestamp, 1).get(0);
        send(
                "none",
                Stream.of(
                        new ProducerRecord<byte[], byte[]>(
                                Topics.RECEIVED,
                                PARTITION,
                                TransactionKey.of(id),
                                transaction(id, "1").getBytes(UTF_8)) {
                            @Override
                            public Long timestamp() {
                                return timestamp;
                            }
                        }));
        await().atMost(TIMEOUT).until(() -> client.status(id), "PROCESSED"::equals);
        long appended = topics.received(id).get(0).timestamp();
        var processed = topics.processed(id).get(0);
        assertThat(TopicRecords.event(processed).createdAt().toEpochMilli()).isEqualTo(appended);
        assertThat(processed.timestamp() - appended).isGreaterThanOrEqualTo(RunningStack.DELAY.toMillis());
    }

    private List<RejectionReason> reasons(String id) {
        return topics.rejections(id).stream()
                .map(rejection -> rejection.reason())
                .toList();
    }

    private void send(String compression, Stream<ProducerRecord<byte[], byte[]>> records) {
        new BatchProducer(stack.kafka().bootstrapServers(), compression, 4 << 20).send(records);
    }

    private KafkaProducer<byte[], byte[]> transactional() {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.kafka().bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "direct",
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                10_000);
        var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static ProducerRecord<byte[], byte[]> record(String id, @Nullable String value) {
        return new ProducerRecord<>(
                Topics.RECEIVED, PARTITION, TransactionKey.of(id), value == null ? null : value.getBytes(UTF_8));
    }

    private static List<String> ids(String prefix, int count) {
        return BatchProducer.ids(PARTITION, prefix + "-", count);
    }
}
