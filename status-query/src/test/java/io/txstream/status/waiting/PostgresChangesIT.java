package io.txstream.status.waiting;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.catchup.ProjectedOffsets;
import io.txstream.status.waiting.ChangedTables.Change;
import io.txstream.status.waiting.ChangedTables.Part;
import io.txstream.status.waiting.ChangedTables.Resumption;
import io.txstream.status.waiting.ChangedTables.Since;
import io.txstream.testservers.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

class PostgresChangesIT {

    @TempDir
    private static Path directory;

    private static Database postgres;
    private static DatabaseClient database;

    private final CatchUp catchUp = new CatchUp();
    private final PostgresChanges changes = new PostgresChanges(database(), database(), catchUp);

    @BeforeAll
    static void start() {
        postgres = Servers.database(PostgresSettings.in(directory));
        Flyway.configure().dataSource(postgres.jdbcUrl(), null, null).load().migrate();
        ConnectionFactory connections = ConnectionFactories.get(
                ConnectionFactoryOptions.parse(postgres.r2dbcUrl().replace("r2dbc:", "r2dbc:pool:"))
                        .mutate()
                        .option(ConnectionFactoryOptions.USER, PostgresSettings.USER)
                        .build());
        database = DatabaseClient.create(connections);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void empty() {
        execute("TRUNCATE projection_offsets, transactions, projection_changes");
        execute("INSERT INTO projection_offsets VALUES ('t', 0, 5, 7)");
        catchUp.require(generation(), new long[] {0});
    }

    @Test
    void readsTheStatesOfThoseThatExist() {
        insert("a", "PROCESSED");
        insert("b", "PROCESSING");
        Snapshot found = get(changes.states(List.of("a", "b", "c")));
        assertThat(found.rows()).containsOnlyKeys("a", "b");
        assertThat(requireNonNull(found.rows().get("b")).status()).isEqualTo("PROCESSING");
        assertThat(get(changes.states(List.of("c"))).rows()).isEmpty();
    }

    @Test
    void neverBackwardsOnlyTheHighestStatusMayBeShownBelowTheFloor() {
        insert("a", "PROCESSED");
        insert("b", "PROCESSING");
        catchUp.distrust();
        assertMayShow(true, false);
        catchUp.require(generation(), new long[] {8});
        assertMayShow(true, false);
        execute("UPDATE projection_offsets SET passed_offset = 8");
        assertMayShow(true, true);
        execute("DELETE FROM projection_offsets");
        assertMayShow(true, false);
        execute("INSERT INTO projection_offsets VALUES ('t', 0, 9, 9)");
        assertMayShow(true, true);
        catchUp.require("another", new long[] {8});
        assertMayShow(true, false);
    }

    private void assertMayShow(boolean processed, boolean processing) {
        Snapshot found = get(changes.states(List.of("a", "b")));
        assertThat(found.mayShow(requireNonNull(found.rows().get("a")))).isEqualTo(processed);
        assertThat(found.mayShow(requireNonNull(found.rows().get("b")))).isEqualTo(processing);
    }

    @Test
    void readsBatchesByTheirNumbers() {
        write(3, "a", "b");
        write(5, "c");
        assertThat(get(changes.batches(List.of(5L, 4L, 3L)).collectList()))
                .containsExactlyInAnyOrder(new ChangedBatch(3, List.of("a", "b")), new ChangedBatch(5, List.of("c")));
        assertThat(get(changes.newest())).isEqualTo(5);
    }

    @Test
    void findsTheBatchesSinceAnother() {
        assertThat(get(changes.newest())).isZero();
        assertThat(get(changes.since(0))).isEqualTo(new Since(true, List.of()));
        write(30, "a");
        write(100, "b");
        write(101, "c");
        assertThat(get(changes.since(100))).isEqualTo(new Since(true, List.of(101L)));
        assertThat(get(changes.since(90)).complete()).isFalse();
    }

    @Test
    void moreBatchesThanFitAreNotComplete() {
        write(1, "a");
        execute("INSERT INTO projection_changes (batch, ids) SELECT n, '{b}' FROM generate_series(2, 1001) AS n");
        assertThat(get(changes.since(1)).numbers())
                .hasSize(1_000)
                .startsWith(2L)
                .endsWith(1_001L);
        write(1_002, "c");
        assertThat(get(changes.since(1)).complete()).isFalse();
    }

    /** A batch that began before many others can be committed after them. */
    @Test
    void findsBatchesWithLowerNumbersThatCanHaveBeenCommittedLater() throws SQLException {
        write(5, "settled");
        try (Connection late = DriverManager.getConnection(postgres.jdbcUrl())) {
            late.setAutoCommit(false);
            late.createStatement().execute("INSERT INTO projection_changes (batch, ids) VALUES (6, '{late}')");
            write(2_000, "seen");
            assertThat(get(changes.since(2_000))).isEqualTo(new Since(true, List.of()));
            late.commit();
        }
        write(2_001, "next");
        assertThat(get(changes.since(2_000))).isEqualTo(new Since(true, List.of(6L, 2_001L)));
        assertThat(get(changes.resumption(2_000))).isEqualTo(new Resumption(true, 6, 2_001));
        assertThat(get(changes.resumption(2_001))).isEqualTo(new Resumption(true, 2_001, 2_001));
        assertThat(get(changes.resumption(7))).isEqualTo(new Resumption(false, 7, 2_001));
    }

    @Test
    void readsChangesInParts() {
        assertThat(get(changes.changes(0, 0, 9))).isEqualTo(new Part(Long.MAX_VALUE, List.of()));
        write(7, "a", "b");
        write(9, "c");
        assertThat(get(changes.changes(7, 0, 9)))
                .isEqualTo(new Part(7, List.of(new Change(7, 1, "b"), new Change(9, 0, "c"))));
        assertThat(get(changes.changes(7, 1, 8))).isEqualTo(new Part(7, List.of()));
        assertThat(get(changes.changes(0, 7, 8)).changes()).hasSize(2);
    }

    @Test
    void aPartIsBounded() {
        execute("INSERT INTO projection_changes (batch, ids)"
                + " SELECT n, array_fill('t'::text, ARRAY[100]) FROM generate_series(1, 200) AS n");
        List<Change> part = get(changes.changes(1, 99, 200)).changes();
        assertThat(part).hasSize(ChangedTables.MAX_CHANGES).startsWith(new Change(2, 0, "t"));
        assertThat(get(changes.changes(2, 63, 200)).changes())
                .startsWith(new Change(2, 64, "t"))
                .endsWith(new Change(3, 27, "t"));
    }

    /** Such as those of a former primary, which may lack batches. */
    @Test
    void batchesOfOtherTablesAreNotRead() {
        write(1, "a");
        catchUp.require("another", new long[] {0});
        Stream.of(
                        changes.batches(List.of(1L)).then(),
                        changes.newest().then(),
                        changes.since(1).then(),
                        changes.resumption(1).then(),
                        changes.changes(0, 0, 1).then())
                .forEach(read -> assertThatThrownBy(read::block).hasMessageContaining("tables"));
    }

    @Test
    void deletesOldBatchesButTheLatestNumbers() {
        write(1, "a");
        write(35, "b");
        write(36, "c");
        write(100, "d");
        execute("UPDATE projection_changes SET written_at = written_at - interval '3 minutes'");
        assertThat(get(changes.deleteOldBatches())).isEqualTo(2);
        assertThat(get(changes.since(36))).isEqualTo(new Since(true, List.of(100L)));
        write(2, "e"); // keeps what has a higher number
        write(200, "f");
        assertThat(get(changes.deleteOldBatches())).isZero();
    }

    @Test
    void keepsWhatCanHaveBeenCommittedAfterWhatItKeeps() throws SQLException {
        write(4, "a");
        try (Connection late = DriverManager.getConnection(postgres.jdbcUrl())) {
            late.setAutoCommit(false);
            late.createStatement().execute("INSERT INTO projection_changes (batch, ids) VALUES (5, '{late}')");
            write(6, "b");
            write(100, "c");
            late.commit();
        }
        execute("UPDATE projection_changes SET written_at = written_at - interval '3 minutes' WHERE batch < 100");
        assertThat(get(changes.deleteOldBatches())).isEqualTo(1);
        assertThat(get(changes.resumption(100))).isEqualTo(new Resumption(true, 5, 100));
    }

    private static void write(long batch, String... ids) {
        execute("INSERT INTO projection_changes (batch, ids) VALUES (%d, '{%s}')"
                .formatted(batch, String.join(",", ids)));
    }

    private static void insert(String id, String status) {
        execute("INSERT INTO transactions VALUES ('%s', '%s', 'a', 'b', 1, 'EUR', now(), %s, 0, 0)"
                .formatted(id, status, status.equals("PROCESSED") ? "now()" : "null"));
    }

    private static String generation() {
        return get(database.sql("SELECT " + ProjectedOffsets.GENERATION + " AS generation")
                .map(row -> requireNonNull(row.get("generation", String.class)))
                .one());
    }

    private static DatabaseClient database() {
        return database;
    }

    private static <T> T get(Mono<T> result) {
        return requireNonNull(result.block());
    }

    private static void execute(String sql) {
        database.sql(sql).then().block();
    }
}
