package io.txstream.status.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import io.txstream.contract.Topics;
import io.txstream.service.TopicLayout;
import io.txstream.service.reading.SkippedOffsets;
import io.txstream.status.database.ForProjection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.util.backoff.FixedBackOff;

/** Wires the projection. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class ProjectionConfiguration {

    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    @Bean
    ProjectionProgress projectionProgress() {
        return new ProjectionProgress();
    }

    @Bean
    ProjectionStore projectionStore(@ForProjection ConnectionFactory connections) {
        return new ProjectionStore(
                DatabaseClient.create(connections),
                TransactionalOperator.create(new R2dbcTransactionManager(connections)));
    }

    @Bean
    Admin admin(KafkaProperties kafka) {
        return Admin.create(kafka.buildAdminProperties());
    }

    @Bean
    @DependsOnDatabaseInitialization
    ProjectionNotAheadCheck projectionNotAheadCheck(Admin admin, ProjectionStore store, TopicLayout topics) {
        return new ProjectionNotAheadCheck(admin, store, topics.partitions());
    }

    @Bean
    AssignedOffsets assignedOffsets(ProjectionStore store, ProjectionProgress progress) {
        return new AssignedOffsets(store, progress);
    }

    @Bean
    Projector projector(ProjectionStore store, AssignedOffsets offsets, TopicLayout topics) {
        return new Projector(store, offsets, topics.partitions());
    }

    @Bean
    @DependsOnDatabaseInitialization
    ProjectionConsumers projectionConsumers(KafkaProperties kafka, ProjectionStore store, SkippedOffsets skipped) {
        return ProjectionConsumers.of(ConsumerSettings.of(kafka), store, skipped);
    }

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> projection(
            Projector projector, ProjectionConsumers consumers, ProjectionProperties settings) {
        var properties = new ContainerProperties(Topics.ALL.toArray(String[]::new));
        properties.setMessageListener(projector);
        properties.setConsumerRebalanceListener(projector);
        properties.setAckMode(AckMode.MANUAL);
        properties.setPollTimeout(POLL_TIMEOUT.toMillis());
        properties.setIdleEventInterval(POLL_TIMEOUT.toMillis());
        var container = new ConcurrentMessageListenerContainer<>(consumers, properties);
        container.setConcurrency(settings.consumers());
        container.setCommonErrorHandler(retryForever());
        return container;
    }

    /** Never skips a batch. No record can make the fold throw, so the database has failed, and a retry can succeed. */
    private static DefaultErrorHandler retryForever() {
        var handler =
                new DefaultErrorHandler(new FixedBackOff(RETRY_INTERVAL.toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS));
        handler.setClassifications(Map.of(), true);
        handler.setAckAfterHandle(false);
        return handler;
    }

    @Bean
    ProjectionLag projectionLag() {
        return new ProjectionLag();
    }

    @Bean
    LagSampler lagSampler(Admin admin, ProjectionProgress progress, ProjectionLag lag, Clock clock) {
        return new LagSampler(admin, progress, lag, clock);
    }

    @Bean
    ProjectionMetrics projectionMetrics(
            MeterRegistry registry, ProjectionProgress progress, ProjectionLag lag, Clock clock) {
        return new ProjectionMetrics(registry, progress, lag, clock);
    }

    @Bean
    ProjectionHealthIndicator projectionHealthIndicator(
            ConcurrentMessageListenerContainer<byte[], byte[]> projection, ProjectionProgress progress) {
        return new ProjectionHealthIndicator(projection, progress);
    }
}
