package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CurrentProducerTest {

    private final MockClock clock = new MockClock();
    private final List<MockProducer<byte[], byte[]>> created = new ArrayList<>();
    private final AtomicBoolean networkThreadRuns = new AtomicBoolean(true);
    private final AtomicBoolean canCreate = new AtomicBoolean(true);
    private final AtomicInteger ended = new AtomicInteger();
    private final CurrentProducer current =
            new CurrentProducer(this::start, Runnable::run, ended::incrementAndGet, clock);

    static List<Exception> fatal() {
        return List.of(
                new ClusterAuthorizationException("not allowed"),
                new UnsupportedVersionException("old broker"),
                new SaslAuthenticationException("wrong password"),
                new KafkaException("Unexpected error in InitProducerIdResponse"),
                new IllegalStateException("Invalid transition attempted"));
    }

    static List<Exception> passing() {
        return List.of(
                new TimeoutException("slow"),
                new NotEnoughReplicasException("two of three are down"),
                new OutOfOrderSequenceException("the client starts a new epoch"),
                new RecordTooLargeException("larger than the buffer"),
                new TopicAuthorizationException("transactions.received"));
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void replacesAProducerThatCannotRecover(Exception e) {
        current.failed(current.get(), e);
        assertThat(created).hasSize(2);
        assertThat(created.get(0).closed()).isTrue();
        assertThat(current.get()).isSameAs(created.get(1));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void keepsAProducerThatRecoversUnaided(Exception e) {
        current.failed(current.get(), e);
        assertThat(created).hasSize(1);
    }

    @Test
    void replacesAtMostOneProducerPerInterval() {
        for (int i = 0; i < 10; i++) {
            current.failed(current.get(), new ClusterAuthorizationException("not allowed"));
        }
        assertThat(created).hasSize(2);
        clock.add(Duration.ofSeconds(5));
        current.failed(current.get(), new ClusterAuthorizationException("not allowed"));
        assertThat(created).hasSize(3);
    }

    @Test
    void ignoresTheLateFailuresOfAReplacedProducer() {
        var old = current.get();
        current.failed(old, new ClusterAuthorizationException("not allowed"));
        clock.add(Duration.ofSeconds(5));
        current.failed(old, new KafkaException("Producer is closed forcefully."));
        assertThat(created).hasSize(2);
    }

    @Test
    void triesAgainIfNoProducerCanBeCreated() {
        canCreate.set(false);
        current.failed(current.get(), new ClusterAuthorizationException("not allowed"));
        assertThat(created).hasSize(1);
        canCreate.set(true);
        clock.add(Duration.ofSeconds(5));
        current.failed(current.get(), new IllegalStateException("the producer is closed"));
        assertThat(created).hasSize(2);
        assertThat(ended).hasValue(0);
    }

    @Test
    void endsTheProcessOnceIfTheNetworkThreadHasEnded() {
        current.checkNetworkThread();
        assertThat(ended).hasValue(0);
        networkThreadRuns.set(false);
        current.checkNetworkThread();
        current.failed(current.get(), new TimeoutException("buffer full"));
        assertThat(ended).hasValue(1);
    }

    @Test
    void doesNotEndTheProcessWhileItIsClosed() {
        current.close();
        networkThreadRuns.set(false);
        current.checkNetworkThread();
        assertThat(ended).hasValue(0);
    }

    private CurrentProducer.Running start() {
        if (!canCreate.get()) {
            throw new KafkaException("Failed to construct kafka producer");
        }
        created.add(new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));
        return new CurrentProducer.Running(created.get(created.size() - 1), networkThreadRuns::get);
    }
}
