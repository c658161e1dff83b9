package io.txstream.ingest;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Enforces {@code DurableAck}: an append completes only when the producer's callback reports success.
 *
 * <p>Called on event loops, so it never blocks. Appends complete on the producer's network thread, or on a timer thread
 * after the timeout. The number of records that await Kafka's acknowledgement is limited; above it an append fails
 * immediately.
 */
final class KafkaTransactionLog implements TransactionLog {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTransactionLog.class);

    private static final Duration WARNING_INTERVAL = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final Duration ackTimeout;
    private final Clock clock;
    private final Timer acks;
    private final AtomicLong lastWarningNanos;

    /**
     * Limits the records that await Kafka's acknowledgement. A place is released when the producer is done with the
     * record, not when the sender has been answered. Otherwise records would accumulate without limit while a broker
     * does not respond.
     */
    private final InFlightLimit awaitingAck;

    KafkaTransactionLog(Producer<byte[], byte[]> producer, IngestProperties settings, MeterRegistry registry) {
        this.producer = producer;
        this.ackTimeout = settings.ackTimeout();
        this.clock = registry.config().clock();
        this.lastWarningNanos = new AtomicLong(clock.monotonicTime() - WARNING_INTERVAL.toNanos());
        this.awaitingAck = new InFlightLimit(settings.maxInFlight());
        Gauge.builder("txstream.ingest.in.flight", awaitingAck, InFlightLimit::inFlight)
                .description("Transactions that await Kafka's acknowledgement")
                .register(registry);
        acks = Timer.builder("txstream.ingest.ack")
                .description("From passing a transaction to the producer to Kafka's acknowledgement")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(1))
                .register(registry);
    }

    @Override
    public Mono<Void> append(String transactionId, byte[] body) {
        return Mono.<Void>create(sink -> send(transactionId, body, sink))
                .timeout(ackTimeout)
                .onErrorMap(
                        TimeoutException.class,
                        e -> new UnavailableException("no acknowledgement within " + ackTimeout.toMillis() + " ms", e));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives the same result as the future
    private void send(String transactionId, byte[] body, MonoSink<Void> sink) {
        if (!awaitingAck.tryAcquire()) {
            sink.error(new UnavailableException(awaitingAck.max() + " transactions already await an acknowledgement"));
            return;
        }
        long sentNanos = clock.monotonicTime();
        var record = new ProducerRecord<>(Topics.RECEIVED, TransactionKey.of(transactionId), body);
        try {
            producer.send(record, (metadata, e) -> complete(sentNanos, e, sink));
        } catch (KafkaException | IllegalStateException e) {
            complete(sentNanos, e, sink); // the producer does not call back after it has thrown
        }
    }

    private void complete(long sentNanos, @Nullable Exception e, MonoSink<Void> sink) {
        awaitingAck.release();
        if (e == null) {
            acks.record(clock.monotonicTime() - sentNanos, TimeUnit.NANOSECONDS);
            sink.success();
        } else {
            warn(e);
            sink.error(new UnavailableException("not acknowledged: " + e.getMessage(), e));
        }
    }

    /** Logs why appends fail: one line per interval, not one per transaction. */
    private void warn(Exception e) {
        long last = lastWarningNanos.get();
        long now = clock.monotonicTime();
        if (now - last > WARNING_INTERVAL.toNanos() && lastWarningNanos.compareAndSet(last, now)) {
            LOG.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("Kafka does not accept transactions; their senders receive 503");
        }
    }
}
