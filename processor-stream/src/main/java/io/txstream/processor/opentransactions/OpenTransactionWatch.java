package io.txstream.processor.opentransactions;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.service.KafkaFutures;
import io.txstream.service.LogReader;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Names the producers of transactions that stay open, in a warning, and measures every 5 s what they hold back of the
 * received topic. One on another topic or on a changelog holds back the output or a restore. Runs on the scheduler's
 * thread, and waits for 5 s at most for each answer of a broker.
 */
final class OpenTransactionWatch {

    private static final Logger LOG = LoggerFactory.getLogger(OpenTransactionWatch.class);
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Admin admin;
    private final LogReader log;
    private final WatchedPartitions partitions;
    private final String applicationId;
    private final InstantSource clock;
    private final OpenTransactions received = new OpenTransactions();
    private final OpenTransactions others = new OpenTransactions();

    /**
     * Does not connect.
     *
     * @param applicationId what the transactional ids of the processor begin with
     */
    OpenTransactionWatch(
            Admin admin, LogReader log, WatchedPartitions partitions, String applicationId, InstantSource clock) {
        this.admin = admin;
        this.log = log;
        this.partitions = partitions;
        this.applicationId = applicationId;
        this.clock = clock;
    }

    void registerGauges(MeterRegistry registry) {
        Gauge.builder("txstream.received.open.transaction.offsets", received, OpenTransactions::heldBack)
                .description("Offsets of the received topic that committed readers cannot reach")
                .register(registry);
        Gauge.builder("txstream.received.open.transaction", received, seen -> seen.oldestSeconds(clock.instant()))
                .description("How long the oldest open transaction of the received topic has been seen")
                .baseUnit("seconds")
                .register(registry);
    }

    @Scheduled(fixedDelayString = "5s")
    void sample() {
        try {
            received.sample(clock.instant(), bounds(partitions.received())).forEach(this::warn);
            others.sample(clock.instant(), bounds(partitions.others())).forEach(this::warn);
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("cannot read the state of transactions; the metrics of open transactions are not updated");
        }
    }

    private Map<TopicPartition, OpenTransactions.Bounds> bounds(Collection<TopicPartition> all) {
        // The ends first: without open transactions, a last stable offset that is read later is not before them.
        Map<TopicPartition, Long> ends = log.ends(all);
        Map<TopicPartition, Long> stable = log.stableEnds(all);
        Map<TopicPartition, OpenTransactions.Bounds> bounds = new HashMap<>();
        ends.forEach((partition, end) ->
                bounds.put(partition, new OpenTransactions.Bounds(requireNonNull(stable.get(partition)), end)));
        return bounds;
    }

    private void warn(OpenTransactions.Holder holder) {
        TopicPartition partition = holder.partition();
        LoggingEventBuilder line = LOG.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("start_offset", holder.startOffset())
                .addKeyValue("offsets_held_back", holder.heldBack())
                .addKeyValue("open_ms", holder.open().toMillis());
        Set<String> ids = new HashSet<>();
        line = withProducers(line, holder, ids);
        if (ids.stream().anyMatch(id -> id.startsWith(applicationId + "-"))) {
            line.log("a transaction of the processor was not ended and holds back the partition; do not abort it before"
                    + " you have compared the other partitions, see infra/docs/operations.md, An open transaction");
        } else {
            line.log(
                    "a producer's open transaction holds back the partition; end that producer, or run"
                            + " kafka-transactions.sh --bootstrap-server <broker> abort --topic {} --partition {}"
                            + " --start-offset {}",
                    partition.topic(),
                    partition.partition(),
                    holder.startOffset());
        }
    }

    /** Adds the producers to the line, and their transactional ids to the set. */
    private LoggingEventBuilder withProducers(
            LoggingEventBuilder line, OpenTransactions.Holder holder, Set<String> ids) {
        LoggingEventBuilder result = line;
        try {
            for (ProducerState producer : producers(holder)) {
                String id = transactionalId(producer.producerId());
                ids.add(id);
                result = result.addKeyValue("producer_id", producer.producerId())
                        .addKeyValue("producer_epoch", producer.producerEpoch())
                        .addKeyValue(
                                "coordinator_epoch", producer.coordinatorEpoch().orElse(-1))
                        .addKeyValue("transactional_id", id);
            }
            return result;
        } catch (KafkaException e) {
            // The broker of one partition may not answer. The abort command needs no producer.
            return result.addKeyValue("error", e.toString());
        }
    }

    /** Returns the producer whose open transaction begins at the offset, or nothing if it has ended meanwhile. */
    private List<ProducerState> producers(OpenTransactions.Holder holder) {
        TopicPartition partition = holder.partition();
        var options = new DescribeProducersOptions().timeoutMs(TIMEOUT_MILLIS);
        return KafkaFutures.get(
                        admin.describeProducers(List.of(partition), options).partitionResult(partition))
                .activeProducers()
                .stream()
                .filter(producer -> producer.currentTransactionStartOffset().orElse(-1) == holder.startOffset())
                .toList();
    }

    /**
     * Returns the transactional id of a producer, or {@code unknown}: either no coordinator knows the transaction, so
     * none will end it, or this client may not describe it.
     */
    private String transactionalId(long producerId) {
        var options = new ListTransactionsOptions()
                .filterProducerIds(Set.of(producerId))
                .timeoutMs(TIMEOUT_MILLIS);
        return KafkaFutures.get(admin.listTransactions(options).all()).stream()
                .map(TransactionListing::transactionalId)
                .findFirst()
                .orElse("unknown");
    }
}
