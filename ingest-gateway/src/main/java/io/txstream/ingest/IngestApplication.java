package io.txstream.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
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
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Starts the gateway and wires it. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class IngestApplication {

    private static final Duration METADATA_LOOK = Duration.ofMillis(20);
    private static final Duration METADATA_PATIENCE = Duration.ofSeconds(30);

    public static void main(String[] args) {
        SpringApplication.run(IngestApplication.class, args);
    }

    /** Knows the topic's partitions when it is handed out: the first webhook must not be the one that waits for them. */
    @Bean
    Producer<byte[], byte[]> producer(KafkaProperties kafka, TopicLayout topics) {
        var producer = new KafkaProducer<byte[], byte[]>(ProducerSettings.of(kafka));
        // It never blocks, so it is asked until its own thread has fetched them.
        Mono.fromCallable(() -> producer.partitionsFor(Topics.RECEIVED))
                .retryWhen(Retry.fixedDelay(METADATA_PATIENCE.dividedBy(METADATA_LOOK), METADATA_LOOK)
                        .filter(TimeoutException.class::isInstance))
                .block();
        return producer;
    }

    @Bean
    TransactionLog transactionLog(
            Producer<byte[], byte[]> producer, IngestProperties settings, MeterRegistry registry) {
        return new KafkaTransactionLog(producer, settings, registry);
    }

    @Bean
    RouterFunction<ServerResponse> routes(
            TransactionLog log, IngestProperties settings, MeterRegistry registry, Clock clock) {
        return IngestRoutes.of(new WebhookHandler(log, settings, new WebhookMetrics(registry)), clock);
    }

    /** Before any lifecycle starts, and so before the port opens. */
    @Bean
    SmartInitializingSingleton rehearsal(ObjectProvider<HttpHandler> gateway, IngestProperties settings, Clock clock) {
        return () -> new Rehearsal(settings, clock).run(gateway.getObject());
    }

    @Bean
    ProcessTimeFilter processTimeFilter() {
        return new ProcessTimeFilter();
    }
}
