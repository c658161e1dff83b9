package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txstream.ingest.TransactionLog.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class KafkaTransactionLogTest {

    private static final Duration ACK_TIMEOUT = Duration.ofMillis(400);
    private static final byte[] BODY = "{}".getBytes(UTF_8);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

    private final CurrentProducer current = new CurrentProducer(
            () -> new CurrentProducer.Running(producer, () -> true),
            task -> {},
            () -> {},
            registry.config().clock());

    private final KafkaActivity activity = new KafkaActivity(registry.config().clock());
    private final TransactionLog log = new KafkaTransactionLog(current, activity, ACK_TIMEOUT, registry);
    private final ByteBudget budget = new ByteBudget(1_000, () -> {});
    private final Reservation reservation = requireNonNull(budget.reserve(100));

    @Test
    void durableAckCompletesOnlyWhenKafkaHasAcknowledged() {
        CompletableFuture<Void> append = append();
        assertThat(append).isNotDone();
        producer.completeNext();
        assertThat(append).isCompleted();
        assertThat(registry.get("txstream.ingest.ack").timer().count()).isEqualTo(1);
    }

    @Test
    void durableAckFailsIfTheProducerFails() {
        CompletableFuture<Void> append = append();
        producer.errorNext(new NetworkException("gone"));
        assertThatThrownBy(append::join).hasRootCauseInstanceOf(NetworkException.class);
        assertThat(registry.get("txstream.ingest.ack").timer().count()).isZero();
    }

    @Test
    void releasesBytesWhenTheProducerIsDoneAndNotWhenTheSenderIsAnswered() {
        assertThatThrownBy(() -> log.append("t1", BODY, reservation).block())
                .isInstanceOf(UnavailableException.class)
                .hasMessage("no acknowledgement within 400 ms");
        reservation.release(); // the request is done
        assertThat(budget.taken()).isEqualTo(100);
        assertThat(inFlight()).isEqualTo(1);
        producer.completeNext();
        assertThat(budget.taken()).isZero();
        assertThat(inFlight()).isZero();
    }

    @Test
    void releasesBytesWhenTheRequestEndsAfterTheProducer() {
        assertThat(append()).isNotDone();
        producer.completeNext();
        assertThat(budget.taken()).isEqualTo(100);
        reservation.release();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void releasesBytesWhateverSendThrows() {
        producer.sendException = new NullPointerException("an interceptor has a bug");
        CompletableFuture<Void> append = append();
        assertThatThrownBy(append::join).hasCauseInstanceOf(UnavailableException.class);
        reservation.release();
        assertThat(budget.taken()).isZero();
        assertThat(inFlight()).isZero();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void logsSlowAcknowledgementsOnceAWhile(CapturedOutput output) {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> log.append("t1", BODY, reservation).block())
                    .isInstanceOf(UnavailableException.class);
        }
        assertThat(output.toString().lines().filter(line -> line.contains("acknowledges too slowly")))
                .hasSize(1);
    }

    private CompletableFuture<Void> append() {
        return log.append("t1", BODY, reservation).toFuture();
    }

    private double inFlight() {
        return registry.get("txstream.ingest.in.flight").gauge().value();
    }
}
