package io.txstream.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.service.StartupProblemException;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.TcpProxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;

/** A broker and a Postgres, whose log and tables tests change while instances run. */
final class TestServers implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(60);
    static final String TRUNCATE = "TRUNCATE projection_offsets, transactions";

    private final Broker kafka;
    private final Database postgres;
    private final ProjectedTables tables;
    private final TestLog log;

    TestServers(Path directory) {
        kafka = Servers.broker(KafkaSettings.in(directory.resolve("kafka")));
        postgres = Servers.database(PostgresSettings.in(directory.resolve("postgres")));
        tables = new ProjectedTables(postgres.jdbcUrl());
        log = new TestLog(kafka);
    }

    /** Removes the tables, and creates the topics again. */
    void empty() {
        log.createAgain();
        tables.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    }

    Broker kafka() {
        return kafka;
    }

    Database postgres() {
        return postgres;
    }

    /** Returns the broker of a test that {@code NeedsEmbeddedServers}. */
    KafkaServer embeddedKafka() {
        return (KafkaServer) kafka;
    }

    /** Returns the Postgres of a test that {@code NeedsEmbeddedServers}. */
    PostgresServer embeddedPostgres() {
        return (PostgresServer) postgres;
    }

    ProjectedTables tables() {
        return tables;
    }

    TestLog log() {
        return log;
    }

    StatusInstance run(String... settings) {
        return new StatusInstance(kafka.bootstrapServers(), postgres.r2dbcUrl(), settings);
    }

    /** Returns an address of Postgres that can be redirected. */
    TcpProxy databaseProxy() {
        return TcpProxy.to("127.0.0.1", databasePort());
    }

    StatusInstance runOn(TcpProxy proxy, String... settings) {
        String url = postgres.r2dbcUrl().replace(":" + databasePort(), ":" + proxy.port());
        return new StatusInstance(kafka.bootstrapServers(), url, settings);
    }

    private int databasePort() {
        return URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    AbstractThrowableAssert<?, ? extends Throwable> refused() {
        return assertThatThrownBy(this::run)
                .hasRootCauseInstanceOf(StartupProblemException.class)
                .rootCause();
    }

    static List<String> ids(String prefix) {
        return IntStream.range(0, 5).mapToObj(i -> prefix + i).toList();
    }

    static void awaitProcessed(StatusInstance instance, List<String> ids) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(ids)
                        .allSatisfy(id -> assertThat(instance.lookup(id)).isEqualTo("PROCESSED")));
    }

    static void awaitReady(StatusInstance... instances) {
        await().atMost(TIMEOUT).until(() -> List.of(instances).stream().allMatch(StatusInstance::isReady));
    }

    @Override
    public void close() {
        log.close();
        kafka.close();
        postgres.close();
    }
}
