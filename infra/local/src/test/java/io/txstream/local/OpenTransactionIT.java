package io.txstream.local;

import static io.txstream.local.ApiClient.transaction;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A producer that opens a transaction on the received topic and does not end it. */
class OpenTransactionIT {

    /** The processor's delay, the broker's limit of 15 s, and headroom for a loaded machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final String SECONDS = "txstream_received_open_transaction_seconds";
    private static final String OFFSETS = "txstream_received_open_transaction_offsets";

    private final LocalStack stack = RunningStack.get();
    private final ApiClient client = new ApiClient(stack.gateway().url());

    @Test
    void nothingIsHeldBackForLongerThanTheBrokersLimit() {
        try (var producer = producer("hangs", 15_000)) {
            open(producer, "held-back");
            client.submit(transaction("held-back", "1"));
            awaitMetric(OFFSETS, value -> value >= 2);
            awaitMetric(SECONDS, value -> value > 0);
            await().atMost(TIMEOUT).until(() -> client.status("held-back"), "PROCESSED"::equals);
            awaitMetric(OFFSETS, value -> value == 0);
        }
    }

    /** One on a changelog would make each restore wait, without a line that names it. */
    @ParameterizedTest
    @ValueSource(strings = {Topics.RECEIVED, Topics.PROCESSED, "processor-stream-due-changelog"})
    void theWarningNamesTheProducerAndTheCommandThatEndsItsTransaction(String topic) throws Exception {
        try (var producer = producer("debugged", 15_000)) {
            var partition = new TopicPartition(topic, open(producer, topic, "named"));
            ProducerState state = state(partition);
            long start = state.currentTransactionStartOffset().orElseThrow();
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(RunningStack.processorLog())
                            .anySatisfy(line -> assertThat(line)
                                    .contains("\"producer_id\":" + state.producerId())
                                    .contains("\"transactional_id\":\"debugged\"")
                                    .contains("abort --topic " + topic + " --partition " + partition.partition()
                                            + " --start-offset " + start)));
        }
    }

    @Test
    void anAbortedTransactionHoldsNothingBack() throws Exception {
        try (var producer = producer("aborted", 15_000);
                var admin = admin()) {
            var partition = new TopicPartition(Topics.RECEIVED, open(producer, "aborted"));
            ProducerState state = state(partition);
            client.submit(transaction("aborted", "1"));
            // What kafka-transactions.sh abort sends; a coordinator epoch that is not known counts as 0.
            admin.abortTransaction(new AbortTransactionSpec(
                            partition,
                            state.producerId(),
                            (short) state.producerEpoch(),
                            Math.max(0, state.coordinatorEpoch().orElse(0))))
                    .all()
                    .get();
            await().atMost(TIMEOUT).until(() -> client.status("aborted"), "PROCESSED"::equals);
        }
    }

    @Test
    void theBrokerRefusesALongerTransactionTimeout() {
        try (var producer = producer("patient", 60_000)) {
            assertThatThrownBy(producer::initTransactions)
                    .isInstanceOf(KafkaException.class)
                    .hasMessageContaining("transaction.max.timeout.ms");
        }
    }

    private static int open(KafkaProducer<byte[], byte[]> producer, String id) {
        return open(producer, Topics.RECEIVED, id);
    }

    /** Writes a record that is no transaction in the home partition of an id, and returns the partition. */
    @SuppressWarnings("FutureReturnValueIgnored") // the flush or the commit that follows reports a failure
    private static int open(KafkaProducer<byte[], byte[]> producer, String topic, String id) {
        producer.initTransactions();
        producer.beginTransaction();
        int home = TransactionKey.homePartition(TransactionKey.of(id), Topics.DEFAULT_PARTITIONS);
        producer.send(new ProducerRecord<>(topic, home, TransactionKey.of(id), "open".getBytes(UTF_8)));
        producer.flush();
        return home;
    }

    private KafkaProducer<byte[], byte[]> producer(String transactionalId, int timeoutMillis) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.kafka().bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                timeoutMillis);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private ProducerState state(TopicPartition partition) throws InterruptedException, ExecutionException {
        try (var admin = admin()) {
            return admin
                    .describeProducers(List.of(partition))
                    .partitionResult(partition)
                    .get()
                    .activeProducers()
                    .stream()
                    .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Admin admin() {
        return Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka().bootstrapServers()));
    }

    private void awaitMetric(String name, DoublePredicate expected) {
        await().atMost(TIMEOUT).until(() -> expected.test(metric(name)));
    }

    private double metric(String name) {
        String scrape = new ApiClient(stack.processor().url())
                .get("/actuator/prometheus")
                .body();
        var line = Pattern.compile("^" + name + "(?:\\{.*})? (.*)$", Pattern.MULTILINE)
                .matcher(scrape);
        return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
    }
}
