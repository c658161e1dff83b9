package io.txstream.ingest;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.service.RateLimitedLog;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Enforces {@code DurableAck}: an append completes only when the producer's callback reports success.
 *
 * <p>Called on event loops, so it never blocks. Appends complete on the producer's network thread, of which there is
 * one, or on a timer thread after the timeout. What is chained to an append must be cheap, and must not block (decision
 * 014).
 */
final class KafkaTransactionLog implements TransactionLog {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTransactionLog.class);

    private static final Duration WARNING_INTERVAL = Duration.ofSeconds(5);

    private final CurrentProducer producer;
    private final KafkaActivity activity;
    private final Duration ackTimeout;
    private final Mono<Void> timedOut;
    private final Clock clock;
    private final Timer acks;
    private final AtomicInteger awaitingAck = new AtomicInteger();
    private final RateLimitedLog failures;
    private final RateLimitedLog slowAcks;

    KafkaTransactionLog(CurrentProducer producer, KafkaActivity activity, Duration ackTimeout, MeterRegistry registry) {
        this.producer = producer;
        this.activity = activity;
        this.ackTimeout = ackTimeout;
        this.timedOut = Mono.defer(this::timedOut);
        this.clock = registry.config().clock();
        failures = new RateLimitedLog(LOG, WARNING_INTERVAL, clock::monotonicTime);
        slowAcks = new RateLimitedLog(LOG, WARNING_INTERVAL, clock::monotonicTime);
        Gauge.builder("txstream.ingest.in.flight", awaitingAck, AtomicInteger::get)
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
    public Mono<Void> append(String transactionId, byte[] body, Reservation reservation) {
        var record = new ProducerRecord<>(Topics.RECEIVED, TransactionKey.of(transactionId), body);
        return Mono.<Void>create(sink -> send(record, reservation, sink)).timeout(ackTimeout, timedOut);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives the same result as the future
    private void send(ProducerRecord<byte[], byte[]> record, Reservation reservation, MonoSink<Void> sink) {
        var current = producer.get();
        var append = new Append(current, reservation, sink);
        sink.onDispose(append);
        activity.asked();
        try {
            current.send(record, append);
        } catch (RuntimeException e) { // also from interceptors and metrics reporters that operators configure
            append.fail(e);
        }
    }

    private Mono<Void> timedOut() {
        slowAcks.atWarn()
                .addKeyValue("ack_timeout_ms", ackTimeout.toMillis())
                .addKeyValue("in_flight", awaitingAck::get)
                .log("Kafka acknowledges too slowly; senders receive 503");
        producer.checkNetworkThread();
        return Mono.error(new UnavailableException("no acknowledgement within " + ackTimeout.toMillis() + " ms"));
    }

    /**
     * One record that the producer has. Whatever the producer does, it completes the append at most once, and releases
     * the reservation exactly once: when the producer is done with the record, not when the sender has been answered.
     * Otherwise records would accumulate without limit while a broker does not respond.
     */
    private final class Append implements Callback, Disposable {

        private final Producer<byte[], byte[]> usedProducer;
        private final Reservation reservation;
        private final long sentNanos = clock.monotonicTime();
        private final AtomicBoolean done = new AtomicBoolean();

        /** Null once the sender is answered, so that a waiting record does not keep the whole request in memory. */
        private volatile @Nullable MonoSink<Void> sink;

        Append(Producer<byte[], byte[]> usedProducer, Reservation reservation, MonoSink<Void> sink) {
            this.usedProducer = usedProducer;
            this.reservation = reservation;
            this.sink = sink;
            reservation.retain();
            awaitingAck.incrementAndGet();
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception e) {
            if (e != null) {
                fail(e);
            } else if (finish()) {
                acks.record(clock.monotonicTime() - sentNanos, TimeUnit.NANOSECONDS);
                activity.acknowledged();
                MonoSink<Void> waiting = sink;
                if (waiting != null) {
                    waiting.success();
                }
            }
        }

        void fail(Exception e) {
            if (!finish()) {
                return;
            }
            failures.atWarn()
                    .addKeyValue("error", e::toString)
                    .log("Kafka does not accept transactions; their senders receive 503");
            producer.failed(usedProducer, e);
            MonoSink<Void> waiting = sink;
            if (waiting != null) {
                waiting.error(new UnavailableException("not acknowledged: " + e.getMessage(), e));
            }
        }

        private boolean finish() {
            boolean first = done.compareAndSet(false, true);
            if (first) {
                awaitingAck.decrementAndGet();
                reservation.release();
            }
            return first;
        }

        @Override
        public void dispose() {
            sink = null;
        }
    }
}
