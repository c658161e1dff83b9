package io.txstream.status;

import static io.txstream.status.TestServers.TIMEOUT;
import static io.txstream.status.TestServers.TRUNCATE;
import static io.txstream.status.TestServers.awaitProcessed;
import static io.txstream.status.TestServers.awaitReady;
import static io.txstream.status.TestServers.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@code NeverBackwards} when the tables are emptied or restored under running instances. */
class RestoredTablesIT {

    /** What must happen within 10 s, with headroom for a loaded machine. */
    private static final Duration FOUND_WITHIN = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    private static TestServers servers;
    private static ProjectedTables tables;

    @BeforeAll
    static void start() {
        servers = new TestServers(directory);
        tables = servers.tables();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void empty() {
        servers.empty();
    }

    @Test
    void neverBackwardsTablesThatAreTruncatedOrRestoredUnderRunningInstancesAreRebuilt() {
        List<String> old = ids("old");
        servers.log().process(old);
        servers.log().receive("pending");
        try (var one = servers.run();
                var other = servers.run()) {
            awaitProcessed(one, old);
            awaitProcessed(other, old);
            awaitReady(one, other);
            List<String> before = tables.rows();
            rebuilds(one, other, old, TRUNCATE);
            assertThat(tables.rows()).isEqualTo(before);
            rebuilds(one, other, old, "TRUNCATE transactions");
            assertThat(tables.rows()).isEqualTo(before);
            tables.execute(
                    "CREATE TABLE old_transactions AS TABLE transactions",
                    "CREATE TABLE old_offsets AS TABLE projection_offsets");
            List<String> ids = ids("new");
            servers.log().process(ids);
            awaitProcessed(one, ids);
            awaitProcessed(other, ids);
            rebuilds(
                    one,
                    other,
                    ids,
                    TRUNCATE,
                    "INSERT INTO transactions SELECT * FROM old_transactions",
                    "INSERT INTO projection_offsets SELECT * FROM old_offsets");
            assertThat(one.lookup("pending")).isEqualTo("PROCESSING");
        }
    }

    /** Changes the tables, and looks up PROCESSED transactions until both instances are ready again. */
    private static void rebuilds(StatusInstance one, StatusInstance other, List<String> processed, String... change) {
        tables.execute(change);
        List<String> answers = new ArrayList<>();
        long changed = System.nanoTime();
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(50)).until(() -> {
            processed.forEach(id -> answers.addAll(List.of(one.lookup(id), other.lookup(id))));
            return processed.stream().allMatch(id -> one.lookup(id).equals("PROCESSED"));
        });
        assertThat(answers).isSubsetOf("PROCESSED", "503");
        assertThat(Duration.ofNanos(System.nanoTime() - changed)).isLessThan(Duration.ofSeconds(30));
        awaitReady(one, other);
        assertThat(one.hasExited() || other.hasExited()).isFalse();
        assertThat(one.lookup("unknown")).isEqualTo("404");
        assertThat(other.lookup("unknown")).isEqualTo("404");
    }

    /** In the order of pg_restore, each statement a transaction: offsets, rows, keys and at last the triggers. */
    @Test
    void neverBackwardsAnOlderDumpThatCreatesTheTablesAgainIsRebuilt() {
        servers.log().process(ids("old"));
        servers.log().receive("pending");
        try (var instance = servers.run()) {
            awaitProcessed(instance, ids("old"));
            awaitReady(instance);
            var dump = new Dump(tables);
            servers.log().process(ids("new"));
            awaitProcessed(instance, ids("new"));
            for (String statement : dump.statements()) {
                tables.execute(statement);
                if (Dump.isTelling(statement)) { // until the instance has noticed, and answers what it always will
                    await().atMost(TIMEOUT).until(() -> !instance.isReady());
                }
                assertThat(instance.lookup("new0")).as(statement).isIn("PROCESSED", "503");
                assertThat(List.of(instance.lookup("pending"), instance.lookup("unknown")))
                        .as(statement)
                        .containsOnly("503");
            }
            awaitProcessed(instance, ids("new"));
            awaitReady(instance);
            assertThat(instance.lookup("pending")).isEqualTo("PROCESSING");
            assertThat(instance.lookup("unknown")).isEqualTo("404");
            assertThat(instance.hasExited()).isFalse();
        }
    }

    /** The broker may be away too: then the ends of the log cannot be read, and no other answer is safe. */
    @Test
    void neverBackwardsAPendingTransactionIsNotUnknownAfterARestartOfPostgres() {
        servers.log().process(ids("old"));
        servers.log().receive("pending");
        try (var instance = servers.run()) {
            awaitReady(instance);
            assertThat(answersDuringARestart(instance)).isSubsetOf("PROCESSING", "503");
            await().atMost(FOUND_WITHIN).until(() -> instance.lookup("pending").equals("PROCESSING"));
            servers.kafka().suspend();
            assertThat(answersDuringARestart(instance)).isSubsetOf("PROCESSING", "503");
            awaitProcessed(instance, ids("old"));
            var log = logOfLookups();
            await().atMost(TIMEOUT).until(() -> {
                assertThat(instance.lookup("pending")).isEqualTo("503");
                return log.list.stream()
                        .anyMatch(line -> line.getKeyValuePairs().toString().contains("has not caught up"));
            });
            servers.kafka().resume();
            await().atMost(TIMEOUT).until(() -> instance.lookup("pending").equals("PROCESSING"));
        } finally {
            servers.kafka().resume();
        }
    }

    private static ListAppender<ILoggingEvent> logOfLookups() {
        var lines = new ListAppender<ILoggingEvent>();
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        ((Logger) LoggerFactory.getLogger("io.txstream.status.lookup")).addAppender(lines);
        return lines;
    }

    private static Set<String> answersDuringARestart(StatusInstance instance) {
        CompletableFuture<Void> restart =
                CompletableFuture.runAsync(() -> servers.postgres().restart());
        Set<String> answers = new HashSet<>();
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(10)).until(() -> {
            answers.add(instance.lookup("pending"));
            return restart.isDone();
        });
        restart.join();
        for (int i = 0; i < 20; i++) {
            answers.add(instance.lookup("pending"));
        }
        return answers;
    }

    /** Sessions of both servers are in use for a while. */
    @NeedsEmbeddedServers("needs a standby of the database")
    @Test
    void neverBackwardsAnAddressThatMovesToAnotherServerBesideTheFormerOneIsFollowed() {
        servers.log().receive("pending");
        var other = servers.embeddedPostgres().standby(PostgresSettings.in(directory.resolve("other")));
        try (other;
                var address = servers.databaseProxy();
                var instance = servers.runOn(address, "--spring.r2dbc.pool.max-life-time=2s")) {
            awaitReady(instance);
            other.start();
            var moved = new ProjectedTables(other.jdbcUrl());
            moved.query("SELECT pg_promote()");
            address.redirect(
                    "127.0.0.1",
                    URI.create(other.jdbcUrl().substring("jdbc:".length())).getPort());
            servers.log().receive("moved");
            await().atMost(FOUND_WITHIN).until(() -> {
                assertThat(instance.lookup("pending")).isIn("PROCESSING", "503");
                return instance.lookup("moved").equals("PROCESSING")
                        && moved.rows().toString().contains("moved");
            });
        }
    }
}
