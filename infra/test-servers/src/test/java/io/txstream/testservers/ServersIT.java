package io.txstream.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.embedded.process.Server;
import io.txstream.testsupport.DirectProducer;
import io.txstream.testsupport.TopicReader;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of all modules expect of their servers, of either kind. */
class ServersIT {

    private static final int SILENCE_MS = 500;

    @TempDir
    private Path directory;

    @Test
    void aBrokerKeepsItsRecordsAndItsAddressThroughStopsKillsAndFreezes() {
        try (Broker broker = Servers.broker(KafkaSettings.in(directory))) {
            broker.createTopics(1);
            restartThreeWays(broker, id -> new DirectProducer(broker.bootstrapServers()).send(id));
            assertThat(new TopicReader(broker.bootstrapServers()).readAll(Topics.RECEIVED))
                    .extracting(record -> new String(record.key(), UTF_8))
                    .containsExactly("stopped", "killed", "frozen");
        }
    }

    @Test
    void aDatabaseKeepsItsRowsAndItsAddressThroughStopsKillsAndFreezes() throws SQLException {
        try (Database database = Servers.database(PostgresSettings.in(directory))) {
            update(database, "CREATE TABLE events (name text)");
            restartThreeWays(database, name -> update(database, "INSERT INTO events VALUES ('" + name + "')"));
            assertThat(query(database, "SELECT string_agg(name, ',') FROM events"))
                    .isEqualTo("stopped,killed,frozen");
        }
    }

    @Test
    void aBrokerHasTheSettingsOfTheEmbeddedOne() throws Exception {
        var settings = KafkaSettings.in(directory).withProperties(Map.of("message.max.bytes", "2000000"));
        try (Broker broker = Servers.broker(settings);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var node = new ConfigResource(ConfigResource.Type.BROKER, "1");
            var actual = requireNonNull(admin.describeConfigs(List.of(node))
                    .all()
                    .get(1, TimeUnit.MINUTES)
                    .get(node));
            assertThat(actual.get("message.max.bytes").value()).isEqualTo("2000000");
            assertThat(actual.get("transaction.max.timeout.ms").value()).isEqualTo("15000");
            assertThat(actual.get("auto.create.topics.enable").value()).isEqualTo("false");
        }
    }

    @Test
    void aDatabaseHasTheVersionAndTheSettingsOfTheEmbeddedOne() throws SQLException {
        try (Database database = Servers.database(PostgresSettings.in(directory))) {
            assertThat(query(database, "SHOW server_version"))
                    .startsWith(Images.postgres().getVersionPart() + ".");
            assertThat(query(database, "SHOW max_connections")).isEqualTo("50");
            assertThat(query(database, "SHOW fsync")).isEqualTo("on");
            String locale = "SELECT datlocale FROM pg_database WHERE datname = current_database()";
            assertThat(query(database, locale)).isEqualTo("C.UTF-8");
        }
    }

    private static void restartThreeWays(Server server, Consumer<String> write) {
        server.restart();
        write.accept("stopped");
        server.kill();
        assertThat(server.isAlive()).isFalse();
        server.start();
        write.accept("killed");
        server.suspend();
        var writing = CompletableFuture.runAsync(() -> write.accept("frozen"));
        assertThatThrownBy(() -> writing.get(SILENCE_MS, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(server.isAlive()).isTrue();
        server.resume();
        assertThat(writing).succeedsWithin(Duration.ofMinutes(1));
        server.resume(); // does nothing
    }

    private static void update(Database database, String sql) {
        try (var connection = DriverManager.getConnection(database.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String query(Database database, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database.jdbcUrl());
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
