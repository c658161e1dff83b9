package io.txstream.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
import io.txstream.service.FailureExit;
import io.txstream.service.StartupProblemException;
import io.txstream.service.TopicLayout;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Wires what uses Kafka. */
@Configuration(proxyBeanMethods = false)
class KafkaWiring {

    private static final Duration METADATA_POLL_INTERVAL = Duration.ofMillis(20);
    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

    /**
     * Blocks until the producer has the topic's metadata, because the first webhook must not have to wait for it.
     *
     * @param topics not used; ensures that the topics exist
     */
    @Bean
    CurrentProducer currentProducer(
            KafkaProperties kafka, TopicLayout topics, MeterRegistry registry, FailureExit exit) {
        // A replacement is rare, and blocks.
        Executor ownThread = task -> new Thread(task, "producer-replacement").start();
        var producer = new CurrentProducer(
                () -> started(kafka),
                ownThread,
                () -> exit.end(
                        "the producer's network thread has ended, so that no record can be sent",
                        "start it again, and see the errors before"),
                registry.config().clock());
        // partitionsFor() never blocks here (max.block.ms is 0), so it is polled while another thread fetches.
        Mono.fromCallable(() -> producer.get().partitionsFor(Topics.RECEIVED))
                .retryWhen(Retry.fixedDelay(METADATA_TIMEOUT.dividedBy(METADATA_POLL_INTERVAL), METADATA_POLL_INTERVAL)
                        .filter(TimeoutException.class::isInstance)
                        .onRetryExhaustedThrow((retry, signal) -> noMetadata(kafka)))
                .block();
        return producer;
    }

    private static CurrentProducer.Running started(KafkaProperties kafka) {
        // The client does not say which thread is its own, nor whether it still runs.
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        var producer = new KafkaProducer<byte[], byte[]>(ProducerSettings.of(kafka));
        Thread networkThread = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(KafkaProducer.NETWORK_THREAD_PREFIX))
                .filter(thread -> !before.contains(thread))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the producer has no network thread"));
        return new CurrentProducer.Running(producer, networkThread::isAlive);
    }

    private static StartupProblemException noMetadata(KafkaProperties kafka) {
        return new StartupProblemException(
                "Kafka at " + kafka.getBootstrapServers() + " did not send the metadata of " + Topics.RECEIVED
                        + " within " + METADATA_TIMEOUT.toSeconds() + " s",
                "check the brokers, or set SPRING_KAFKA_BOOTSTRAP_SERVERS to others");
    }

    @Bean
    KafkaActivity kafkaActivity(MeterRegistry registry) {
        return new KafkaActivity(registry.config().clock());
    }

    @Bean
    TransactionLog transactionLog(
            CurrentProducer producer, KafkaActivity activity, IngestProperties settings, MeterRegistry registry) {
        return new KafkaTransactionLog(producer, activity, settings.ackTimeout(), registry);
    }

    @Bean
    KafkaProbe kafkaProbe(Admin admin) {
        return new KafkaProbe(admin, PROBE_TIMEOUT);
    }

    /** Named for the component {@code kafka} of the health endpoint. */
    @Bean
    KafkaHealthIndicator kafkaHealthIndicator(
            KafkaActivity activity, KafkaProbe probe, IngestProperties settings, MeterRegistry registry) {
        return new KafkaHealthIndicator(
                activity,
                probe::takesRecords,
                settings.readinessTimeout(),
                registry.config().clock());
    }
}
