package io.txstream.status.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import io.txstream.contract.Topics;
import io.txstream.service.LogReader;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.TopicLayout;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.database.ForProjection;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.ContainerProperties.AssignmentCommitOption;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.reactive.TransactionalOperator;

/** Wires the projection. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class ProjectionConfiguration {

    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration AUTH_RETRY_INTERVAL = Duration.ofSeconds(5);

    @Bean
    ProjectionProgress projectionProgress() {
        return new ProjectionProgress();
    }

    @Bean
    ProjectionStore projectionStore(@ForProjection ConnectionFactory connections, TopicLayout topics) {
        return new ProjectionStore(
                DatabaseClient.create(connections),
                TransactionalOperator.create(new R2dbcTransactionManager(connections)),
                topics.ids());
    }

    @Bean
    ProjectionFailures projectionFailures(FailureExit exit) {
        return new ProjectionFailures(exit, System::nanoTime);
    }

    @Bean
    @DependsOnDatabaseInitialization
    ProjectionWatch projectionWatch(
            LogReader log,
            ProjectionStore store,
            CatchUp catchUp,
            ProjectionFailures failures,
            TopicLayout topics,
            ProjectionProperties settings) {
        var check = new LogCheck(log, store, topics);
        return new ProjectionWatch(
                check, store, catchUp, failures, topics.allPartitions(), settings.acceptLostRecords());
    }

    @Bean
    AssignedOffsets assignedOffsets(ProjectionStore store, ProjectionProgress progress) {
        return new AssignedOffsets(store, progress, System::nanoTime);
    }

    @Bean
    Projector projector(
            ProjectionStore store, AssignedOffsets offsets, ProjectionFailures failures, TopicLayout topics) {
        return new Projector(store, offsets, failures, topics.partitions(), Budgets.WRITE);
    }

    @Bean
    ProjectionErrorHandler projectionErrorHandler(ProjectionFailures failures) {
        return new ProjectionErrorHandler(failures);
    }

    @Bean
    @DependsOnDatabaseInitialization
    ProjectionConsumers projectionConsumers(KafkaProperties kafka, ProjectionStore store, SkippedOffsets skipped) {
        return ProjectionConsumers.of(ConsumerSettings.of(kafka), store, skipped);
    }

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> projection(
            Projector projector,
            ProjectionErrorHandler errorHandler,
            ProjectionConsumers consumers,
            ProjectionProperties settings) {
        var properties = new ContainerProperties(Topics.ALL.toArray(String[]::new));
        properties.setMessageListener(projector);
        properties.setConsumerRebalanceListener(projector);
        properties.setAckMode(AckMode.MANUAL);
        // A broker that does not answer a commit must not block the consumer. The commits only serve monitoring tools.
        properties.setSyncCommits(false);
        properties.setAssignmentCommitOption(AssignmentCommitOption.NEVER);
        properties.setAuthExceptionRetryInterval(AUTH_RETRY_INTERVAL);
        properties.setPollTimeout(POLL_TIMEOUT.toMillis());
        properties.setIdleEventInterval(POLL_TIMEOUT.toMillis());
        var container = new ConcurrentMessageListenerContainer<>(consumers, properties);
        container.setConcurrency(settings.consumers());
        container.setCommonErrorHandler(errorHandler);
        return container;
    }

    @Bean
    ProjectionLag projectionLag() {
        return new ProjectionLag();
    }

    @Bean
    LagSampler lagSampler(LogReader log, ProjectionProgress progress, ProjectionLag lag, Clock clock) {
        return new LagSampler(log, progress, lag, clock);
    }

    @Bean
    ProjectionMetrics projectionMetrics(
            MeterRegistry registry, ProjectionProgress progress, ProjectionLag lag, Clock clock) {
        return new ProjectionMetrics(registry, progress, lag, clock);
    }

    @Bean
    ProjectionHealthIndicator projectionHealthIndicator(
            ConcurrentMessageListenerContainer<byte[], byte[]> projection,
            ProjectionProgress progress,
            CatchUp catchUp) {
        return new ProjectionHealthIndicator(projection, progress, catchUp);
    }
}
