package io.txstream.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
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
 * {@code DurableAck}: completes from the producer's acknowledgement and from nothing else. Called on event loops, so it
 * never waits; what waits for the broker is bounded, also while no answer comes, and past the bound it refuses at once.
 */
final class KafkaTransactionLog implements TransactionLog {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTransactionLog.class);

    private static final Duration WARNING_INTERVAL = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final Duration ackTimeout;
    private final int maxInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - WARNING_INTERVAL.toNanos());
    private final Timer acks;

    KafkaTransactionLog(Producer<byte[], byte[]> producer, IngestProperties settings, MeterRegistry registry) {
        this.producer = producer;
        this.ackTimeout = settings.ackTimeout();
        this.maxInFlight = settings.maxInFlight();
        Gauge.builder("txstream.ingest.in.flight", inFlight, AtomicInteger::get)
                .description("Transactions that wait for the broker")
                .register(registry);
        acks = Timer.builder("txstream.ingest.ack")
                .description("From handing a transaction to the producer to the broker's acknowledgement")
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

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told all that the future is
    private void send(String transactionId, byte[] body, MonoSink<Void> sink) {
        // A place is given back when the producer is done with the record, not when its sender has been answered:
        // otherwise records would pile up behind a broker that hangs, each with its sender long gone.
        if (inFlight.incrementAndGet() > maxInFlight) {
            inFlight.decrementAndGet();
            sink.error(new UnavailableException("more than " + maxInFlight + " transactions wait for the broker"));
            return;
        }
        Timer.Sample sample = Timer.start();
        var record = new ProducerRecord<>(Topics.RECEIVED, TransactionKey.of(transactionId), body);
        try {
            producer.send(record, (metadata, e) -> complete(sample, e, sink));
        } catch (KafkaException | IllegalStateException e) {
            complete(sample, e, sink); // thrown ones are not called back
        }
    }

    /** Why senders are turned away, without a line for each of them. */
    private void warnNowAndThen(Exception e) {
        long last = lastWarning.get();
        long now = System.nanoTime();
        if (now - last > WARNING_INTERVAL.toNanos() && lastWarning.compareAndSet(last, now)) {
            LOG.warn("the broker does not take transactions: {}", e.toString());
        }
    }

    private void complete(Timer.Sample sample, @Nullable Exception e, MonoSink<Void> sink) {
        inFlight.decrementAndGet();
        if (e == null) {
            sample.stop(acks);
            sink.success();
        } else {
            warnNowAndThen(e);
            sink.error(new UnavailableException("not acknowledged: " + e.getMessage(), e));
        }
    }
}
