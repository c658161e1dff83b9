package io.txstream.processor.transactions;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
import java.time.InstantSource;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Measures every 5 s what open transactions of the received topic hold back, and names their producers in a warning.
 * Runs on the scheduler's thread.
 */
final class OpenTransactionSampler {

    private static final Logger LOG = LoggerFactory.getLogger(OpenTransactionSampler.class);

    private final ReceivedTransactions received;
    private final OpenTransactions open = new OpenTransactions();
    private final InstantSource clock;

    /** Registers the gauges. */
    OpenTransactionSampler(ReceivedTransactions received, MeterRegistry registry, InstantSource clock) {
        this.received = received;
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
            for (OpenTransactions.Holder holder : open.sample(clock.instant(), received.bounds())) {
                warn(holder);
            }
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("cannot read the state of transactions; the metrics of open transactions are not updated");
        }
    }

    private void warn(OpenTransactions.Holder holder) {
        LoggingEventBuilder line = LOG.atWarn()
                .addKeyValue("partition", holder.partition())
                .addKeyValue("start_offset", holder.startOffset())
                .addKeyValue("offsets_held_back", holder.heldBack())
                .addKeyValue("open_ms", holder.open().toMillis());
        ProducerState producer = received.producer(holder.partition(), holder.startOffset());
        if (producer != null) {
            line = line.addKeyValue("producer_id", producer.producerId())
                    .addKeyValue("producer_epoch", producer.producerEpoch())
                    .addKeyValue(
                            "coordinator_epoch", producer.coordinatorEpoch().orElse(-1))
                    .addKeyValue("transactional_id", received.transactionalId(producer.producerId()));
        }
        line.log(
                "a producer's open transaction holds back the partition; end that producer, or run"
                        + " kafka-transactions.sh --bootstrap-server <broker> abort --topic {} --partition {}"
                        + " --start-offset {}",
                Topics.RECEIVED,
                holder.partition(),
                holder.startOffset());
    }
}
