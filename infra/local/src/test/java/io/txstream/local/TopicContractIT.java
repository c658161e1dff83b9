package io.txstream.local;

import static io.txstream.local.ApiClient.transaction;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.testsupport.documents.AsyncApi;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every record of the three topics is as the AsyncAPI document says: those of this test, and those of all tests that
 * share its stack and ran before.
 */
class TopicContractIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final AsyncApi DOCUMENT = AsyncApi.ofTheContract();

    private final LocalStack stack = RunningStack.get();
    private final ApiClient client = new ApiClient(stack.gateway().url());
    private final TopicRecords topics = new TopicRecords(stack.kafka().bootstrapServers());

    @Test
    void everyRecordIsAsDocumented() {
        sendEveryKindOfRecord();
        assertThat(topics.all(Topics.PROCESSED)).isNotEmpty().allSatisfy(TopicContractIT::assertDocumented);
        assertThat(topics.all(Topics.REJECTED)).isNotEmpty().allSatisfy(TopicContractIT::assertDocumented);
        List<ConsumerRecord<byte[], byte[]>> received = topics.all(Topics.RECEIVED);
        assertThat(received)
                .anySatisfy(record -> assertThat(record.headers().lastHeader(ReceivedRecord.FORWARDED_FROM_HEADER))
                        .isNotNull());
        assertThat(received.stream().filter(TopicContractIT::isValid))
                .isNotEmpty()
                .allSatisfy(TopicContractIT::assertDocumented);
        assertThat(received.stream().filter(TopicContractIT::breaksTheRules))
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(record -> assertThat(DOCUMENT.problems(record)).isNotEmpty());
    }

    private void sendEveryKindOfRecord() {
        client.submit(transaction("documented", "1.50"));
        client.submit(transaction("documented", "2"));
        int home = TransactionKey.homePartition(TransactionKey.of("documented-elsewhere"), Topics.DEFAULT_PARTITIONS);
        int elsewhere = (home + 1) % Topics.DEFAULT_PARTITIONS;
        try (var producer = producer()) {
            send(producer, record("documented-elsewhere", elsewhere, transaction("documented-elsewhere", "1")));
            send(producer, record("documented-malformed", null, "{"));
            send(producer, record("documented-invalid", null, "{\"transaction_id\":\"documented-invalid\"}"));
            send(producer, record("documented-key", null, transaction("documented-other", "1")));
        }
        await().atMost(TIMEOUT).until(() -> client.status("documented"), "PROCESSED"::equals);
        await().atMost(TIMEOUT).until(() -> client.status("documented-elsewhere"), "PROCESSED"::equals);
        for (String id : List.of("documented-malformed", "documented-invalid", "documented-key")) {
            await().atMost(TIMEOUT).until(() -> client.status(id), "REJECTED"::equals);
        }
    }

    private static void assertDocumented(ConsumerRecord<byte[], byte[]> record) {
        assertThat(DOCUMENT.problems(record)).as("%s", record).isEmpty();
    }

    private static boolean isValid(ConsumerRecord<byte[], byte[]> record) {
        return kind(record) instanceof ReceivedRecord.Valid;
    }

    /** The document cannot say all rules, such as that the key is the id, and the size with the headers. */
    private static boolean breaksTheRules(ConsumerRecord<byte[], byte[]> record) {
        return size(record) < Topics.MAX_RECORD_BYTES / 2
                && kind(record) instanceof ReceivedRecord.Rejected rejected
                && List.of(RejectionReason.MALFORMED_JSON, RejectionReason.INVALID_TRANSACTION)
                        .contains(rejected.reason());
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        int headers = Arrays.stream(record.headers().toArray())
                .mapToInt(header -> header.value().length)
                .sum();
        return headers + record.serializedValueSize();
    }

    private static ReceivedRecord kind(ConsumerRecord<byte[], byte[]> record) {
        return ReceivedRecord.of(
                record.key(), record.value(), record.headers(), record.partition(), Topics.DEFAULT_PARTITIONS);
    }

    private static ProducerRecord<byte[], byte[]> record(String key, @Nullable Integer partition, String value) {
        return new ProducerRecord<>(Topics.RECEIVED, partition, TransactionKey.of(key), value.getBytes(UTF_8));
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
