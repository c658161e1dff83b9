package io.txstream.processor.opentransactions;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
import io.txstream.service.KafkaFutures;
import io.txstream.service.LogReader;
import java.time.InstantSource;
import java.util.HashMap;
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
 * Measures every 5 s what open transactions of the received topic hold back, and names their producers in a warning.
 * Runs on the scheduler's thread, and waits for 5 s at most for each answer of a broker.
 */
final class OpenTransactionWatch {

    private static final Logger LOG = LoggerFactory.getLogger(OpenTransactionWatch.class);
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Admin admin;
    private final LogReader log;
    private final List<TopicPartition> all;
    private final OpenTransactions open = new OpenTransactions();
    private final InstantSource clock;

    /**
     * Registers the gauges.
     *
     * @param all the partitions of the received topic
     */
    OpenTransactionWatch(
            Admin admin, LogReader log, List<TopicPartition> all, MeterRegistry registry, InstantSource clock) {
        this.admin = admin;
        this.log = log;
        this.all = List.copyOf(all);
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
    void sample() {
        try {
            open.sample(clock.instant(), bounds()).forEach(this::warn);
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("cannot read the state of transactions; the metrics of open transactions are not updated");
        }
    }

    private Map<Integer, OpenTransactions.Bounds> bounds() {
        // The ends first: without open transactions, a last stable offset that is read later is not before them.
        Map<TopicPartition, Long> ends = log.ends(all);
        Map<TopicPartition, Long> stable = log.stableEnds(all);
        Map<Integer, OpenTransactions.Bounds> bounds = new HashMap<>();
        ends.forEach((partition, end) -> bounds.put(
                partition.partition(), new OpenTransactions.Bounds(requireNonNull(stable.get(partition)), end)));
        return bounds;
    }

    private void warn(OpenTransactions.Holder holder) {
        LoggingEventBuilder line = LOG.atWarn()
                .addKeyValue("partition", holder.partition())
                .addKeyValue("start_offset", holder.startOffset())
                .addKeyValue("offsets_held_back", holder.heldBack())
                .addKeyValue("open_ms", holder.open().toMillis());
        withProducers(line, holder)
                .log(
                        "a producer's open transaction holds back the partition; end that producer, or run"
                                + " kafka-transactions.sh --bootstrap-server <broker> abort --topic {} --partition {}"
                                + " --start-offset {}",
                        Topics.RECEIVED,
                        holder.partition(),
                        holder.startOffset());
    }

    private LoggingEventBuilder withProducers(LoggingEventBuilder line, OpenTransactions.Holder holder) {
        LoggingEventBuilder result = line;
        try {
            for (ProducerState producer : producers(holder)) {
                result = result.addKeyValue("producer_id", producer.producerId())
                        .addKeyValue("producer_epoch", producer.producerEpoch())
                        .addKeyValue(
                                "coordinator_epoch", producer.coordinatorEpoch().orElse(-1))
                        .addKeyValue("transactional_id", transactionalId(producer.producerId()));
            }
            return result;
        } catch (KafkaException e) {
            // The broker of one partition may not answer. The abort command needs no producer.
            return result.addKeyValue("error", e.toString());
        }
    }

    /** Returns the producer whose open transaction begins at the offset, or nothing if it has ended meanwhile. */
    private List<ProducerState> producers(OpenTransactions.Holder holder) {
        var partition = new TopicPartition(Topics.RECEIVED, holder.partition());
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
