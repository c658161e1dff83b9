package io.txstream.status.projection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.contract.Topics;
import io.txstream.service.TopicLayout;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.util.backoff.FixedBackOff;

/** Wires the projection. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class ProjectionConfiguration {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);

    @Bean
    ProjectionProgress projectionProgress() {
        return new ProjectionProgress();
    }

    @Bean
    ProjectionStore projectionStore(DatabaseClient database, ReactiveTransactionManager transactions) {
        return new ProjectionStore(database, TransactionalOperator.create(transactions));
    }

    @Bean
    @DependsOnDatabaseInitialization
    LogContinuity logContinuity(Admin admin, ProjectionStore store, TopicLayout topics) {
        return new LogContinuity(admin, store, topics.partitions());
    }

    @Bean
    Projector projector(ProjectionStore store, ProjectionProgress progress, TopicLayout topics) {
        return new Projector(store, progress, topics.partitions());
    }

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> projection(
            Projector projector, KafkaProperties kafka, ProjectionProperties settings) {
        var properties = new ContainerProperties(Topics.ALL.toArray(String[]::new));
        properties.setMessageListener(projector);
        properties.setConsumerRebalanceListener(projector);
        properties.setAckMode(AckMode.MANUAL);
        properties.setPollTimeout(POLL.toMillis());
        properties.setIdleEventInterval(POLL.toMillis());
        var container = new ConcurrentMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<byte[], byte[]>(consumerSettings(kafka)), properties);
        container.setConcurrency(settings.consumers());
        container.setCommonErrorHandler(neverGivingUp());
        return container;
    }

    /** No batch is ever passed over: what fails is the database, and it comes back. */
    private static DefaultErrorHandler neverGivingUp() {
        var handler = new DefaultErrorHandler(new FixedBackOff(RETRY.toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS));
        handler.setClassifications(Map.of(), true);
        handler.setAckAfterHandle(false);
        return handler;
    }

    private static Map<String, Object> consumerSettings(KafkaProperties kafka) {
        Map<String, Object> settings = kafka.buildConsumerProperties();
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    @Bean
    Admin admin(KafkaProperties kafka) {
        return Admin.create(kafka.buildAdminProperties());
    }

    @Bean
    LagSampler lagSampler(Admin admin, ProjectionProgress progress, MeterRegistry registry, Clock clock) {
        var lag = new ProjectionLag();
        Gauge.builder("txstream.projection.lag.records", lag, it -> known(progress, (double) it.records()))
                .description("Offsets between the ends of this instance's partitions and what is folded in")
                .register(registry);
        Gauge.builder(
                        "txstream.projection.lag",
                        lag,
                        it -> known(progress, it.time(clock.instant()).toMillis() / 1000.0))
                .description("For how long something has been missing in the projection")
                .baseUnit("seconds")
                .register(registry);
        return new LagSampler(admin, progress, lag, clock);
    }

    /** An instance that has not been given its partitions knows nothing of a lag, and must not report that there is none. */
    private static double known(ProjectionProgress progress, double lag) {
        return progress.joinedConsumers() == 0 ? Double.NaN : lag;
    }

    @Bean
    ProjectionHealthIndicator projectionHealthIndicator(
            ConcurrentMessageListenerContainer<byte[], byte[]> projection, ProjectionProgress progress) {
        return new ProjectionHealthIndicator(projection, progress);
    }
}
