package io.txstream.processor.opentransactions;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Measures every 5 s what open transactions of the received topic hold back, and names their producers in a warning.
 * Runs on the scheduler's thread, and waits for 3 s at most for each answer of a broker.
 */
final class OpenTransactionWatch {

    private static final Logger LOG = LoggerFactory.getLogger(OpenTransactionWatch.class);
    private static final int TIMEOUT_MILLIS = 3_000;

    private final Admin admin;
    private final Map<TopicPartition, OffsetSpec> latest;
    private final OpenTransactions open = new OpenTransactions();
    private final InstantSource clock;

    /**
     * Registers the gauges.
     *
     * @param partitions the partition count of the received topic, 1 or more
     */
    OpenTransactionWatch(Admin admin, int partitions, MeterRegistry registry, InstantSource clock) {
        this.admin = admin;
        this.latest = IntStream.range(0, partitions)
                .mapToObj(OpenTransactionWatch::received)
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        this.clock = clock;
        Gauge.builder("txstream.received.open.transaction.offsets", open, OpenTransactions::heldBack)
                .description("Offsets of the received topic that committed readers cannot reach")
                .register(registry);
        Gauge.builder("txstream.received.open.transaction", open, seen -> seen.oldestSeconds(clock.instant()))
                .description("How long the oldest open transaction of the received topic has been seen")
                .baseUnit("seconds")
                .register(registry);
    }

    @Scheduled(fixedDelayString = "5s")
    void sample() throws InterruptedException {
        try {
            for (OpenTransactions.Holder holder : open.sample(clock.instant(), bounds())) {
                warn(holder);
            }
        } catch (ExecutionException e) {
            LOG.atWarn()
                    .addKeyValue("error", String.valueOf(e.getCause()))
                    .log("cannot read the state of transactions; the metrics of open transactions are not updated");
        }
    }

    private Map<Integer, OpenTransactions.Bounds> bounds() throws InterruptedException, ExecutionException {
        // The ends first: without open transactions, a last stable offset that is read later is not before them.
        Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, ListOffsetsResultInfo> stable = offsets(IsolationLevel.READ_COMMITTED);
        Map<Integer, OpenTransactions.Bounds> bounds = new HashMap<>();
        ends.forEach((partition, end) -> {
            long stableEnd = requireNonNull(stable.get(partition)).offset();
            bounds.put(partition.partition(), new OpenTransactions.Bounds(stableEnd, end.offset()));
        });
        return bounds;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(IsolationLevel isolation)
            throws InterruptedException, ExecutionException {
        return admin.listOffsets(latest, new ListOffsetsOptions(isolation).timeoutMs(TIMEOUT_MILLIS))
                .all()
                .get();
    }

    private void warn(OpenTransactions.Holder holder) throws InterruptedException, ExecutionException {
        LoggingEventBuilder line = LOG.atWarn()
                .addKeyValue("partition", holder.partition())
                .addKeyValue("start_offset", holder.startOffset())
                .addKeyValue("offsets_held_back", holder.heldBack())
                .addKeyValue("open_ms", holder.open().toMillis());
        for (ProducerState producer : producers(holder)) {
            line = line.addKeyValue("producer_id", producer.producerId())
                    .addKeyValue("producer_epoch", producer.producerEpoch())
                    .addKeyValue(
                            "coordinator_epoch", producer.coordinatorEpoch().orElse(-1))
                    .addKeyValue("transactional_id", transactionalId(producer.producerId()));
        }
        line.log(
                "a producer's open transaction holds back the partition; end that producer, or run"
                        + " kafka-transactions.sh --bootstrap-server <broker> abort --topic {} --partition {}"
                        + " --start-offset {}",
                Topics.RECEIVED,
                holder.partition(),
                holder.startOffset());
    }

    /** Returns the producer whose open transaction begins at the offset, or nothing if it has ended meanwhile. */
    private List<ProducerState> producers(OpenTransactions.Holder holder)
            throws InterruptedException, ExecutionException {
        TopicPartition partition = received(holder.partition());
        return admin
                .describeProducers(List.of(partition), new DescribeProducersOptions().timeoutMs(TIMEOUT_MILLIS))
                .partitionResult(partition)
                .get()
                .activeProducers()
                .stream()
                .filter(producer -> producer.currentTransactionStartOffset().orElse(-1) == holder.startOffset())
                .toList();
    }

    /**
     * Returns the transactional id of a producer, or {@code unknown}: either no coordinator knows the transaction, so
     * none will end it, or this client may not describe it.
     */
    private String transactionalId(long producerId) throws InterruptedException, ExecutionException {
        var options = new ListTransactionsOptions()
                .filterProducerIds(Set.of(producerId))
                .timeoutMs(TIMEOUT_MILLIS);
        return admin.listTransactions(options).all().get().stream()
                .map(TransactionListing::transactionalId)
                .findFirst()
                .orElse("unknown");
    }

    private static TopicPartition received(int partition) {
        return new TopicPartition(Topics.RECEIVED, partition);
    }
}
