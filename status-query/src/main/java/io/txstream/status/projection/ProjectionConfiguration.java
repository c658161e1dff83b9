package io.txstream.status.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import io.txstream.contract.Topics;
import io.txstream.service.FailureExit;
import io.txstream.service.LogReader;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.TopicLayout;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.database.ForProjection;
import io.txstream.status.delay.DelayCheck;
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
    @DependsOnDatabaseInitialization
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

    /** What takes it as an argument runs only after the tables and the log were compared. */
    @Bean
    LogCheck passedLogCheck(LogReader log, ProjectionStore store, TopicLayout topics, ProjectionProperties settings) {
        return LogCheck.passed(log, store, topics, settings.acceptLostRecords());
    }

    @Bean
    ProjectionWatch projectionWatch(
            LogCheck passed, ProjectionStore store, CatchUp catchUp, ProjectionFailures failures) {
        var watch = new ProjectionWatch(passed, store, catchUp, failures);
        watch.sampleTables(); // before lookups are served
        return watch;
    }

    @Bean
    AssignedOffsets assignedOffsets(ProjectionStore store) {
        return new AssignedOffsets(store, System::nanoTime);
    }

    @Bean
    Projector projector(
            ProjectionStore store,
            AssignedOffsets offsets,
            ProjectionFailures failures,
            DelayCheck delay,
            TopicLayout topics) {
        return new Projector(store, offsets, failures, delay, topics.partitions(), Budgets.WRITE);
    }

    @Bean
    ProjectionErrorHandler projectionErrorHandler(ProjectionFailures failures) {
        return new ProjectionErrorHandler(failures);
    }

    @Bean
    ProjectionConsumers projectionConsumers(
            KafkaProperties kafka,
            ProjectionStore store,
            SkippedOffsets skipped,
            Projector projector,
            LogCheck passed) {
        return ProjectionConsumers.of(ConsumerSettings.of(kafka), store, skipped, projector::onEmptyPoll);
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
    LagSampler lagSampler(LogReader log, AssignedOffsets offsets, ProjectionLag lag, Clock clock) {
        return new LagSampler(log, offsets, lag, clock);
    }

    @Bean
    ProjectionMetrics projectionMetrics(
            MeterRegistry registry, AssignedOffsets offsets, ProjectionLag lag, Clock clock) {
        return new ProjectionMetrics(registry, offsets, lag, clock);
    }

    @Bean
    ProjectionHealthIndicator projectionHealthIndicator(
            ConcurrentMessageListenerContainer<byte[], byte[]> projection, AssignedOffsets offsets, CatchUp catchUp) {
        return new ProjectionHealthIndicator(projection, offsets, catchUp);
    }
}
