package io.txstream.status.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.service.FailureExit;
import io.txstream.service.SkippedOffsets;
import io.txstream.status.delay.DelayCheck;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.DirectProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.r2dbc.core.DatabaseClient;

/** A consumer that loses its partition while it writes a batch cannot change the projection. */
class ZombieProjectorIT {

    private static final String ZOMBIE = "zombie";
    private static final String SUCCESSOR = "successor";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_POLL_INTERVAL_MS = 3_000;

    /** Less than default.api.timeout.ms, for which a synchronous commit waits. */
    private static final Duration BLOCKED = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static final AtomicInteger emptyPolls = new AtomicInteger();

    private static Broker kafka;
    private static Database postgres;
    private static DatabaseClient database;

    @BeforeAll
    static void start() {
        kafka = Servers.broker(KafkaSettings.in(directory.resolve("kafka")));
        kafka.createTopics(1);
        postgres = Servers.database(PostgresSettings.in(directory.resolve("postgres")));
        Flyway.configure().dataSource(postgres.jdbcUrl(), null, null).load().migrate();
        database = DatabaseClient.create(connections("test"));
    }

    @AfterAll
    static void stop() {
        kafka.close();
        postgres.close();
    }

    @Test
    void aZombieThatIsWritingABatchChangesNothing() {
        var gate = new GatedConnections(connections(ZOMBIE));
        ProjectionStore store = TestTables.store(gate);
        var offsets = new AssignedOffsets(store, System::nanoTime);
        ConcurrentMessageListenerContainer<byte[], byte[]> zombie = consumer(store, offsets);
        ProjectionStore other = TestTables.store(connections(SUCCESSOR));
        ConcurrentMessageListenerContainer<byte[], byte[]> successor =
                consumer(other, new AssignedOffsets(other, System::nanoTime));
        try {
            zombie.start();
            await().atMost(TIMEOUT).until(() -> offsets.positions().size() == Topics.ALL.size());
            gate.shut();
            produce("held");
            await().atMost(TIMEOUT).until(gate::isAwaited); // the batch is folded, and its write waits for a connection
            successor.start();
            awaitProjected("held");
            produce("overtaking");
            awaitProjected("overtaking");
            List<String> before = everyRow();
            assertThat(gate.isAwaited()).isTrue(); // still the same write, which has not timed out
            gate.open();
            await().atMost(TIMEOUT).until(() -> gate.hasServed() && sessionsOf(ZOMBIE) == 0);
            assertThat(everyRow()).isEqualTo(before);
            successor.stop();
            produce("afterwards");
            awaitProjected("afterwards"); // the zombie has rejoined, and continues after its successor
        } finally {
            gate.open();
            zombie.stop();
            successor.stop();
        }
    }

    /** A commit of offsets that waits for the broker would block the consumer for a minute. */
    @Test
    void aBrokerThatHangsDoesNotBlockTheConsumer() {
        var gate = new GatedConnections(connections("hanging"));
        ProjectionStore store = TestTables.store(gate);
        var offsets = new AssignedOffsets(store, System::nanoTime);
        ConcurrentMessageListenerContainer<byte[], byte[]> container = consumer(store, offsets);
        try {
            container.start();
            await().atMost(TIMEOUT).until(() -> offsets.positions().size() == Topics.ALL.size());
            gate.shut();
            produce("acknowledged");
            await().atMost(TIMEOUT).until(gate::isAwaited);
            kafka.suspend();
            gate.open();
            awaitProjected("acknowledged"); // and its offset is committed to the broker that hangs
            int before = emptyPolls.get();
            await().atMost(BLOCKED).until(() -> emptyPolls.get() > before + 2);
        } finally {
            kafka.resume();
            container.stop();
        }
    }

    private static ConcurrentMessageListenerContainer<byte[], byte[]> consumer(
            ProjectionStore store, AssignedOffsets offsets) {
        var failures = new ProjectionFailures(new FailureExit(() -> {}), System::nanoTime);
        var projector = new Projector(store, offsets, failures, new DelayCheck(TIMEOUT, System::nanoTime), 1, TIMEOUT);
        var properties = new KafkaProperties();
        properties.setBootstrapServers(List.of(kafka.bootstrapServers()));
        properties.getConsumer().setGroupId("zombies");
        properties
                .getConsumer()
                .getProperties()
                .put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.toString(MAX_POLL_INTERVAL_MS));
        var consumers =
                ProjectionConsumers.of(ConsumerSettings.of(properties), store, SkippedOffsets.NONE, consumer -> {
                    emptyPolls.incrementAndGet();
                    projector.onEmptyPoll(consumer);
                });
        return new ProjectionConfiguration()
                .projection(
                        projector, new ProjectionErrorHandler(failures), consumers, new ProjectionProperties(1, false));
    }

    /** Returns connections without a pool, so that each database transaction opens its own. */
    private static ConnectionFactory connections(String name) {
        return ConnectionFactories.get(ConnectionFactoryOptions.parse(postgres.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, PostgresSettings.USER)
                .option(PostgresqlConnectionFactoryProvider.APPLICATION_NAME, name)
                .build());
    }

    private static void produce(String id) {
        new DirectProducer(kafka.bootstrapServers()).send(id);
    }

    private static void awaitProjected(String id) {
        await().atMost(TIMEOUT)
                .until(() -> strings("SELECT transaction_id FROM transactions").contains(id));
    }

    /** Returns all rows of both tables, each with the id of the database transaction that wrote it last. */
    private static List<String> everyRow() {
        return strings("SELECT xmin || ' ' || t::text FROM transactions t"
                + " UNION ALL SELECT xmin || ' ' || o::text FROM projection_offsets o ORDER BY 1");
    }

    private static long sessionsOf(String name) {
        return strings("SELECT application_name FROM pg_stat_activity").stream()
                .filter(name::equals)
                .count();
    }

    private static List<String> strings(String sql) {
        return database.sql(sql)
                .mapValue(String.class)
                .all()
                .collectList()
                .blockOptional()
                .orElseThrow();
    }
}
