package io.txstream.status.waiting;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.catchup.ProjectedOffsets;
import io.txstream.status.waiting.ChangedTables.NextBatch;
import io.txstream.status.waiting.ChangedTables.Resumption;
import io.txstream.status.waiting.ChangedTables.Since;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    private static PostgresServer postgres;
    private static DatabaseClient database;

    private final CatchUp catchUp = new CatchUp();
    private final PostgresChanges changes = new PostgresChanges(database(), database(), catchUp);

    @BeforeAll
    static void start() {
        postgres = PostgresServer.started(PostgresSettings.in(directory));
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
        assertMayShow(true, false); // no floor was required yet
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
        assertThat(get(changes.since(100))).isEqualTo(new Since(true, List.of(100L, 101L)));
        assertThat(get(changes.since(90))).isEqualTo(new Since(false, List.of(30L, 100L, 101L)));
    }

    @Test
    void aReplayContinuesAfterWhatWasSeen() {
        write(7, "a");
        write(9, "b");
        assertThat(get(changes.next(6))).isEqualTo(new NextBatch(false, batch(7, "a")));
        assertThat(get(changes.next(7))).isEqualTo(new NextBatch(true, batch(9, "b")));
        assertThat(get(changes.next(9))).isEqualTo(new NextBatch(true, Optional.empty()));
    }

    /** A batch with a lower number that began at the same time can have been committed after it. */
    @Test
    void aReplayBeginsWithBatchesThatCanHaveBeenCommittedLater() {
        write(7, "old");
        execute("UPDATE projection_changes SET written_at = written_at - interval '5 seconds'");
        write(8, "a");
        write(9, "seen");
        assertThat(get(changes.resumption(9))).isEqualTo(new Resumption(true, 7));
        assertThat(get(changes.resumption(10))).isEqualTo(new Resumption(false, 10));
    }

    @Test
    void deletesOldBatchesButTheLatestNumbers() {
        write(1, "a");
        write(35, "b");
        write(36, "c");
        write(100, "d");
        execute("UPDATE projection_changes SET written_at = written_at - interval '3 minutes'");
        write(2, "e");
        assertThat(get(changes.deleteOldBatches())).isEqualTo(2);
        assertThat(get(changes.since(100))).isEqualTo(new Since(true, List.of(100L)));
        assertThat(get(changes.batches(List.of(1L, 2L, 35L, 36L))
                        .map(ChangedBatch::number)
                        .collectList()))
                .containsExactlyInAnyOrder(2L, 36L);
    }

    private static Optional<ChangedBatch> batch(long number, String id) {
        return Optional.of(new ChangedBatch(number, List.of(id)));
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
