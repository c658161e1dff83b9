package io.txstream.status;

import static io.txstream.status.TestServers.TIMEOUT;
import static io.txstream.status.TestServers.TRUNCATE;
import static io.txstream.status.TestServers.awaitProcessed;
import static io.txstream.status.TestServers.awaitReady;
import static io.txstream.status.TestServers.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code NeverBackwards} when the tables are emptied or restored under running instances. */
class RestoredTablesIT {

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
}
