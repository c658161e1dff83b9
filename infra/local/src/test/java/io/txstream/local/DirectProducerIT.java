package io.txstream.local;

import static io.txstream.local.ApiClient.transaction;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.RejectionReason;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Direct producers with plain kafka-clients, including their mistakes. */
@Execution(ExecutionMode.CONCURRENT)
class DirectProducerIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final LocalStack stack = RunningStack.get();
    private final ApiClient client = new ApiClient(stack.gateway().url());
    private final TopicRecords topics = new TopicRecords(stack.kafka().bootstrapServers());
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    stack.kafka().bootstrapServers(),
                    ProducerConfig.COMPRESSION_TYPE_CONFIG,
                    "lz4",
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                    16 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void aTransactionIsProcessedLikeOneFromHttp() {
        produce("direct", transaction("direct", "12.30"));
        awaitStatus("direct", "PROCESSED");
        assertThat(topics.processed("direct")).hasSize(1);
        assertThat(client.lookup("direct").body()).contains("\"amount\":12.30,");
    }

    @Test
    void aMisplacedRecordIsForwardedToItsHomeAndIsNoDuplicate() {
        int home = TransactionKey.homePartition(TransactionKey.of("misplaced"), Topics.DEFAULT_PARTITIONS);
        int elsewhere = (home + 1) % Topics.DEFAULT_PARTITIONS;
        send(new ProducerRecord<>(
                Topics.RECEIVED,
                elsewhere,
                TransactionKey.of("misplaced"),
                transaction("misplaced", "1").getBytes(UTF_8)));
        client.submit(transaction("misplaced", "1"));
        awaitStatus("misplaced", "PROCESSED");
        assertThat(topics.received("misplaced"))
                .extracting(record -> record.partition())
                .contains(home, elsewhere);
        assertThat(topics.processed("misplaced")).singleElement().satisfies(record -> {
            assertThat(record.partition()).isEqualTo(home);
            assertThat(TopicRecords.event(record).received().partition()).isEqualTo(home);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void aWrongClockNeitherDelaysNorHastens(long secondsOff) {
        String id = "clock" + secondsOff;
        long wrong = Instant.now().plusSeconds(secondsOff).toEpochMilli();
        send(new ProducerRecord<>(
                Topics.RECEIVED,
                null,
                wrong,
                TransactionKey.of(id),
                transaction(id, "1").getBytes(UTF_8)));
        awaitStatus(id, "PROCESSED");
        var received = topics.received(id).get(0);
        var processed = topics.processed(id).get(0);
        assertThat(TopicRecords.event(processed).createdAt().toEpochMilli()).isEqualTo(received.timestamp());
        assertThat(processed.timestamp() - received.timestamp())
                .isBetween(RunningStack.DELAY.toMillis(), RunningStack.DELAY.toMillis() + 5_000);
    }

    @Test
    void aRecordWithoutAKeyIsRejectedUnderItsBodysId() {
        RecordMetadata sent = produce(null, transaction("keyless", "1"));
        awaitStatus("keyless", "REJECTED");
        assertThat(client.lookup("keyless").body()).contains("\"reason\":\"KEY_MISMATCH\"");
        assertThat(topics.rejections("")).anySatisfy(rejection -> {
            assertThat(rejection.reason()).isEqualTo(RejectionReason.KEY_MISMATCH);
            assertThat(rejection.origin().offset()).isEqualTo(sent.offset());
            assertThat(rejection.origin().partition()).isEqualTo(sent.partition());
        });
    }

    @Test
    void aKeyOtherThanTheIdIsRejectedUnderBoth() {
        produce("outside", transaction("inside", "1"));
        awaitRejected("outside", RejectionReason.KEY_MISMATCH);
        assertThat(client.status("inside")).isEqualTo("REJECTED");
        assertThat(topics.processed("outside")).isEmpty();
        assertThat(topics.processed("inside")).isEmpty();
    }

    @Test
    void nothingLostBrokenJsonIsRejectedByteForByteWithItsOrigin() {
        byte[] broken = {'{', (byte) 0xFF, 0, '"'};
        RecordMetadata sent = send(new ProducerRecord<>(Topics.RECEIVED, TransactionKey.of("broken"), broken));
        awaitRejected("broken", RejectionReason.MALFORMED_JSON);
        assertThat(topics.rejected("broken"))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEqualTo(broken));
        assertThat(topics.rejections("broken")).singleElement().satisfies(rejection -> {
            assertThat(rejection.origin().partition()).isEqualTo(sent.partition());
            assertThat(rejection.origin().offset()).isEqualTo(sent.offset());
            assertThat(rejection.timestamp().toEpochMilli()).isEqualTo(sent.timestamp());
        });
    }

    @Test
    void theRejectionNamesAMissingField() {
        produce("incomplete", "{\"transaction_id\":\"incomplete\"}");
        awaitRejected("incomplete", RejectionReason.INVALID_TRANSACTION);
        assertThat(topics.rejections("incomplete"))
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.detail()).contains("/amount is required"));
    }

    @Test
    void aRecordWithoutAValueIsRejected() {
        send(new ProducerRecord<>(Topics.RECEIVED, TransactionKey.of("tombstone"), null));
        awaitRejected("tombstone", RejectionReason.MALFORMED_JSON);
    }

    @Test
    void aRecordTooLargeToBeRejectedInFullDoesNotStopItsPartition() {
        String padded = transaction("huge", "1").replace("{", "{\"pad\":\"" + "x".repeat(8 << 20) + "\",");
        produce("huge", padded);
        awaitRejected("huge", RejectionReason.INVALID_TRANSACTION);
        assertThat(topics.rejected("huge"))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isNull());
        produce("after-huge", transaction("after-huge", "1"));
        awaitStatus("after-huge", "PROCESSED");
    }

    @Test
    void aDuplicateOfAnHttpTransactionIsDropped() {
        client.submit(transaction("http-duplicate", "5.0"));
        produce("http-duplicate", transaction("http-duplicate", "5.000").replace("{", "{\"retry\":true, "));
        awaitStatus("http-duplicate", "PROCESSED");
        assertThat(topics.processed("http-duplicate")).hasSize(1);
        assertThat(topics.rejected("http-duplicate")).isEmpty();
    }

    @Test
    void aConflictingDuplicateOfAnHttpTransactionIsRejected() {
        client.submit(transaction("http-conflict", "5"));
        produce("http-conflict", transaction("http-conflict", "6"));
        awaitStatus("http-conflict", "PROCESSED");
        assertThat(topics.processed("http-conflict"))
                .singleElement()
                .satisfies(record -> assertThat(
                                TopicRecords.event(record).transaction().amount())
                        .isEqualByComparingTo("5"));
        assertThat(topics.rejections("http-conflict"))
                .singleElement()
                .satisfies(
                        rejection -> assertThat(rejection.reason()).isEqualTo(RejectionReason.CONFLICTING_DUPLICATE));
    }

    @Test
    void aValidRecordIsAcceptedAfterARejectedOneOfTheSameId() {
        produce("corrected", "{\"transaction_id\":\"corrected\"}");
        awaitRejected("corrected", RejectionReason.INVALID_TRANSACTION);
        produce("corrected", transaction("corrected", "1"));
        awaitStatus("corrected", "PROCESSED");
        assertThat(client.lookup("corrected").body()).doesNotContain("reason");
    }

    private RecordMetadata produce(@Nullable String key, String value) {
        return send(new ProducerRecord<>(
                Topics.RECEIVED, key == null ? null : TransactionKey.of(key), value.getBytes(UTF_8)));
    }

    private RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitRejected(String id, RejectionReason reason) {
        awaitStatus(id, "REJECTED");
        assertThat(client.lookup(id).body()).contains("\"reason\":\"" + reason + "\"");
        assertThat(topics.rejections(id))
                .extracting(rejection -> rejection.reason())
                .isEqualTo(List.of(reason));
    }

    private void awaitStatus(String id, String status) {
        await().atMost(TIMEOUT).until(() -> client.status(id), status::equals);
    }
}
