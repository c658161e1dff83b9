package io.txstream.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
import io.txstream.service.StartupProblemException;
import io.txstream.service.TopicLayout;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Starts and wires the gateway. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class IngestApplication {

    private static final Duration METADATA_POLL_INTERVAL = Duration.ofMillis(20);
    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(30);

    public static void main(String[] args) {
        SpringApplication.run(IngestApplication.class, args);
    }

    /**
     * Blocks until the producer has the topic's metadata, because the first webhook must not have to wait for it.
     *
     * @param topics not used; ensures that the topics exist
     */
    @Bean
    Producer<byte[], byte[]> producer(KafkaProperties kafka, TopicLayout topics) {
        var producer = new KafkaProducer<byte[], byte[]>(ProducerSettings.of(kafka));
        // partitionsFor() never blocks here (max.block.ms is 0), so it is polled while another thread fetches.
        Mono.fromCallable(() -> producer.partitionsFor(Topics.RECEIVED))
                .retryWhen(Retry.fixedDelay(METADATA_TIMEOUT.dividedBy(METADATA_POLL_INTERVAL), METADATA_POLL_INTERVAL)
                        .filter(TimeoutException.class::isInstance)
                        .onRetryExhaustedThrow((retry, signal) -> noMetadata(kafka)))
                .block();
        return producer;
    }

    private static StartupProblemException noMetadata(KafkaProperties kafka) {
        return new StartupProblemException(
                "Kafka at " + kafka.getBootstrapServers() + " did not send the metadata of " + Topics.RECEIVED
                        + " within " + METADATA_TIMEOUT.toSeconds() + " s",
                "check the brokers, or set SPRING_KAFKA_BOOTSTRAP_SERVERS to others");
    }

    @Bean
    TransactionLog transactionLog(
            Producer<byte[], byte[]> producer, IngestProperties settings, MeterRegistry registry) {
        return new KafkaTransactionLog(producer, settings, registry);
    }

    @Bean
    RouterFunction<ServerResponse> routes(
            TransactionLog log, IngestProperties settings, MeterRegistry registry, Clock clock) {
        return IngestRoutes.of(new WebhookHandler(log, new WebhookMetrics(registry), settings), clock);
    }

    @Bean
    RouteLocator statusQueryRoute(RouteLocatorBuilder builder, IngestProperties settings) {
        return StatusQueryRoute.of(builder, settings.statusUrl(), System::nanoTime);
    }

    @Bean
    ProcessTimeFilter processTimeFilter(MeterRegistry registry) {
        return new ProcessTimeFilter(registry.config().clock());
    }

    /** Runs after all beans exist and before any lifecycle starts, so before the port opens. */
    @Bean
    SmartInitializingSingleton warmUp(
            ObjectProvider<HttpHandler> gateway, IngestProperties settings, MeterRegistry registry) {
        return () -> new WarmUp(gateway.getObject(), settings, registry).run();
    }
}
