package io.txstream.local;

import static io.txstream.local.Caller.transaction;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Direct producers are users like any other: plain kafka-clients, with all that they get wrong. */
class DirectProducerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LocalStack stack = RunningStack.get();
    private final Caller caller = new Caller(stack.gateway().url());
    private final Auditor auditor = new Auditor(stack.kafka().bootstrapServers());
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
    void aTransactionIsProcessedAsOneFromHttp() {
        produce("direct", transaction("direct", "12.30"));
        awaitStatus("direct", "PROCESSED");
        assertThat(auditor.processed("direct")).hasSize(1);
        assertThat(caller.lookup("direct").body()).contains("\"amount\":12.30,");
    }

    @Test
    void aForeignPartitionerIsSetRightAndIsNoDuplicate() {
        int home = TransactionKey.homePartition(TransactionKey.of("stray"), Topics.DEFAULT_PARTITIONS);
        int elsewhere = (home + 1) % Topics.DEFAULT_PARTITIONS;
        send(new ProducerRecord<>(
                Topics.RECEIVED,
                elsewhere,
                TransactionKey.of("stray"),
                transaction("stray", "1").getBytes(UTF_8)));
        caller.post(transaction("stray", "1"));
        awaitStatus("stray", "PROCESSED");
        assertThat(auditor.received("stray"))
                .extracting(record -> record.partition())
                .contains(home, elsewhere);
        assertThat(auditor.processed("stray")).singleElement().satisfies(record -> {
            assertThat(record.partition()).isEqualTo(home);
            assertThat(Auditor.event(record).received().partition()).isEqualTo(home);
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
        var received = auditor.received(id).get(0);
        var processed = auditor.processed(id).get(0);
        assertThat(Auditor.event(processed).createdAt().toEpochMilli()).isEqualTo(received.timestamp());
        assertThat(processed.timestamp() - received.timestamp())
                .isBetween(RunningStack.DELAY.toMillis(), RunningStack.DELAY.toMillis() + 5_000);
    }

    @Test
    void aRecordWithoutAKeyIsRejectedUnderItsBodysId() {
        RecordMetadata sent = produce(null, transaction("keyless", "1"));
        awaitStatus("keyless", "REJECTED");
        assertThat(caller.lookup("keyless").body()).contains("\"reason\":\"KEY_MISMATCH\"");
        assertThat(auditor.rejections("")).anySatisfy(rejection -> {
            assertThat(rejection.reason()).isEqualTo(RejectionReason.KEY_MISMATCH);
            assertThat(rejection.origin().offset()).isEqualTo(sent.offset());
            assertThat(rejection.origin().partition()).isEqualTo(sent.partition());
        });
    }

    @Test
    void aKeyThatIsNotTheIdIsRejectedUnderBoth() {
        produce("outside", transaction("inside", "1"));
        awaitRejected("outside", RejectionReason.KEY_MISMATCH);
        assertThat(caller.status("inside")).isEqualTo("REJECTED");
        assertThat(auditor.processed("outside")).isEmpty();
        assertThat(auditor.processed("inside")).isEmpty();
    }

    @Test
    void nothingLostBrokenJsonIsRejectedByteForByteWithItsOrigin() {
        byte[] broken = {'{', (byte) 0xFF, 0, '"'};
        RecordMetadata sent = send(new ProducerRecord<>(Topics.RECEIVED, TransactionKey.of("broken"), broken));
        awaitRejected("broken", RejectionReason.MALFORMED_JSON);
        assertThat(auditor.rejected("broken"))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEqualTo(broken));
        assertThat(auditor.rejections("broken")).singleElement().satisfies(rejection -> {
            assertThat(rejection.origin().partition()).isEqualTo(sent.partition());
            assertThat(rejection.origin().offset()).isEqualTo(sent.offset());
            assertThat(rejection.timestamp().toEpochMilli()).isEqualTo(sent.timestamp());
        });
    }

    @Test
    void aMissingFieldIsRejectedByName() {
        produce("incomplete", "{\"transaction_id\":\"incomplete\"}");
        awaitRejected("incomplete", RejectionReason.INVALID_TRANSACTION);
        assertThat(auditor.rejections("incomplete"))
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.detail()).contains("/amount is required"));
    }

    @Test
    void noValueIsRejectedToo() {
        send(new ProducerRecord<>(Topics.RECEIVED, TransactionKey.of("tombstone"), null));
        awaitRejected("tombstone", RejectionReason.MALFORMED_JSON);
    }

    @Test
    void aRecordTooLargeToBeWrittenAgainStopsNothing() {
        String padded = transaction("huge", "1").replace("{", "{\"pad\":\"" + "x".repeat(8 << 20) + "\",");
        produce("huge", padded);
        awaitRejected("huge", RejectionReason.INVALID_TRANSACTION);
        assertThat(auditor.rejected("huge"))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isNull());
        produce("after-huge", transaction("after-huge", "1"));
        awaitStatus("after-huge", "PROCESSED");
    }

    @Test
    void anIdenticalTwinOfAnHttpTransactionIsDropped() {
        caller.post(transaction("http-twin", "5.0"));
        produce("http-twin", transaction("http-twin", "5.000").replace("{", "{\"retry\":true, "));
        awaitStatus("http-twin", "PROCESSED");
        assertThat(auditor.processed("http-twin")).hasSize(1);
        assertThat(auditor.rejected("http-twin")).isEmpty();
    }

    @Test
    void aDifferingTwinOfAnHttpTransactionIsRejected() {
        caller.post(transaction("http-conflict", "5"));
        produce("http-conflict", transaction("http-conflict", "6"));
        awaitStatus("http-conflict", "PROCESSED");
        assertThat(auditor.processed("http-conflict"))
                .singleElement()
                .satisfies(record ->
                        assertThat(Auditor.event(record).transaction().amount()).isEqualByComparingTo("5"));
        assertThat(auditor.rejections("http-conflict"))
                .singleElement()
                .satisfies(
                        rejection -> assertThat(rejection.reason()).isEqualTo(RejectionReason.CONFLICTING_DUPLICATE));
    }

    @Test
    void aRejectedIdIsOpenToItsFirstValidRecord() {
        produce("mended", "{\"transaction_id\":\"mended\"}");
        awaitRejected("mended", RejectionReason.INVALID_TRANSACTION);
        produce("mended", transaction("mended", "1"));
        awaitStatus("mended", "PROCESSED");
        assertThat(caller.lookup("mended").body()).doesNotContain("reason");
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
        assertThat(caller.lookup(id).body()).contains("\"reason\":\"" + reason + "\"");
        assertThat(auditor.rejections(id))
                .extracting(rejection -> rejection.reason())
                .isEqualTo(List.of(reason));
    }

    private void awaitStatus(String id, String status) {
        await().atMost(PATIENCE).until(() -> caller.status(id), status::equals);
    }
}
