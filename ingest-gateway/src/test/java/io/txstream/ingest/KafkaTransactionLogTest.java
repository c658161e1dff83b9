package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txstream.ingest.TransactionLog.UnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class KafkaTransactionLogTest {

    private static final int MAX_IN_FLIGHT = 2;
    private static final byte[] BODY = "{}".getBytes(UTF_8);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

    private final TransactionLog log = new KafkaTransactionLog(producer, settings(), registry);

    @Test
    void durableAckCompletesOnlyWhenKafkaHasAcknowledged() {
        CompletableFuture<Void> append = log.append("t1", BODY).toFuture();
        assertThat(append).isNotDone();
        producer.completeNext();
        assertThat(append).isCompleted();
        assertThat(registry.get("txstream.ingest.ack").timer().count()).isEqualTo(1);
    }

    @Test
    void durableAckFailsIfTheProducerFails() {
        CompletableFuture<Void> append = log.append("t1", BODY).toFuture();
        producer.errorNext(new NetworkException("gone"));
        assertThatThrownBy(append::join).hasRootCauseInstanceOf(NetworkException.class);
        assertThat(registry.get("txstream.ingest.ack").timer().count()).isZero();
    }

    @Test
    void releasesAPlaceWhenTheProducerIsDoneAndNotWhenTheSenderIsAnswered() {
        assertThatThrownBy(() -> log.append("t1", BODY).block())
                .isInstanceOf(UnavailableException.class)
                .hasMessage("no acknowledgement within 400 ms");
        assertThat(inFlight()).isEqualTo(1);
        producer.completeNext();
        assertThat(inFlight()).isZero();
    }

    @Test
    void refusesAboveTheLimitWithoutSending() {
        for (int i = 0; i < MAX_IN_FLIGHT; i++) {
            log.append("t" + i, BODY).onErrorComplete().subscribe();
        }
        assertThatThrownBy(() -> log.append("too-many", BODY).block())
                .isInstanceOf(UnavailableException.class)
                .hasMessage("2 transactions already await an acknowledgement");
        assertThat(producer.history()).hasSize(MAX_IN_FLIGHT);
    }

    private double inFlight() {
        return registry.get("txstream.ingest.in.flight").gauge().value();
    }

    private static IngestProperties settings() {
        return new IngestProperties(
                URI.create("http://localhost:8001"), DataSize.ofKilobytes(64), Duration.ofMillis(400), MAX_IN_FLIGHT);
    }
}
